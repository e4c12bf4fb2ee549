using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Training;

/// <summary>One group that an optimizer is given.</summary>
/// <param name="Creation">Its construction.</param>
/// <param name="Parameters">What it holds, or null where that is not seen.</param>
/// <param name="WeightDecay">The decay it has: a constant, or null where it takes the optimizer's or <paramref name="IsDecayKnown"/> is false.</param>
/// <param name="IsDecayKnown">Whether its decay is known.</param>
public sealed record ParameterGroup(IOperation Creation, IOperation? Parameters, double? WeightDecay, bool IsDecayKnown);
