using CharTransformerSample.Training;

namespace CharTransformerSample.Checkpoints;

/// <summary>The readable part of a checkpoint. Step, place in the schedule and place in the random numbers are all the length of the history.</summary>
/// <param name="Plan">Sizes, steps, learning rate and seed.</param>
/// <param name="Text">The file that was trained on, or null for the repository.</param>
/// <param name="TextFingerprint">SHA-256 of the text.</param>
/// <param name="Sides">NormGen's side, and in a comparison the stock side.</param>
/// <param name="Reported">Whether the training is over and its report written.</param>
public sealed record CheckpointHeader(TrainingPlan Plan, string? Text, string TextFingerprint, IReadOnlyList<SideHeader> Sides, bool Reported)
{
    /// <summary>The steps done.</summary>
    public int Step => Sides[0].History.Losses.Count;
}
