using CharTransformerSample.Model;
using CharTransformerSample.Training;

namespace CharTransformerSample.Checkpoints;

/// <summary>One side in a checkpoint.</summary>
/// <param name="Kind">Which side it is.</param>
/// <param name="Optimizer">The type of its optimizer.</param>
/// <param name="Parameters">Name and shape of every parameter.</param>
/// <param name="History">What was measured.</param>
public sealed record SideHeader(SideKind Kind, string Optimizer, IReadOnlyList<string> Parameters, TrainingHistory History)
{
    /// <summary>Describes a side in training.</summary>
    public static SideHeader Of(Trainee trainee)
        => new(trainee.Side.Kind, trainee.Side.Optimizer.GetType().Name, Describe(trainee.Side), trainee.History);

    /// <summary>Name and shape of every parameter of a side.</summary>
    public static IReadOnlyList<string> Describe(TrainingSide side)
        => [.. side.Model.named_parameters().Select(named => $"{named.name} [{string.Join(", ", named.parameter.shape)}]")];
}
