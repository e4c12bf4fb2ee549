using CharTransformerSample.Training;

namespace CharTransformerSample.Checkpoints;

/// <summary>The readable part of a checkpoint. Step, place in the schedule and place in the random numbers are all the length of the history.</summary>
/// <param name="Plan">Sizes, steps, learning rate and seed.</param>
/// <param name="Text">The file that was trained on, or null for the repository.</param>
/// <param name="TextFingerprint">SHA-256 of the text.</param>
/// <param name="Optimizer">The type of the optimizer.</param>
/// <param name="Parameters">Name and shape of every parameter.</param>
/// <param name="History">What was measured.</param>
public sealed record CheckpointHeader(TrainingPlan Plan, string? Text, string TextFingerprint, string Optimizer, IReadOnlyList<string> Parameters, TrainingHistory History)
{
    /// <summary>The steps done.</summary>
    public int Step => History.Losses.Count;

    /// <summary>Name and shape of every parameter of a side.</summary>
    public static IReadOnlyList<string> Describe(TrainingSide side)
        => [.. side.Model.named_parameters().Select(named => $"{named.name} [{string.Join(", ", named.parameter.shape)}]")];
}
