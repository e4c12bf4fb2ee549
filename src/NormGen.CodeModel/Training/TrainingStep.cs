using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Training;

/// <summary>One thing that a program does with a model beside calling it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Operation">Where: the call or the construction.</param>
/// <param name="Within">The method or constructor it stands in, with its class.</param>
/// <param name="Name">The local, field or property that holds what is made, or is called; null for none.</param>
public sealed record TrainingStep(TrainingStepKind Kind, IOperation Operation, string Within, string? Name)
{
    /// <summary>Of an optimizer: the parameters it treats alike, as far as they can be followed.</summary>
    public IReadOnlyList<TrainedPart> Parts { get; init; } = [];

    /// <summary>What arguments are known to be, by parameter name; null for what is not known.</summary>
    public IReadOnlyList<(string Parameter, string? Value)> Arguments { get; init; } = [];
}
