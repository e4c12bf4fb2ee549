using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>One group that an optimizer is given.</summary>
/// <param name="Creation">Its construction.</param>
/// <param name="Parameters">What it holds, or null where that is not seen.</param>
/// <param name="WeightDecay">The decay it has: a constant, or null where it takes the optimizer's or <paramref name="IsDecayKnown"/> is false.</param>
/// <param name="IsDecayKnown">Whether its decay is known.</param>
public sealed record ParameterGroup(IOperation Creation, IOperation? Parameters, double? WeightDecay, bool IsDecayKnown)
{
    /// <summary>The number that an option has for its parameters, its own or else the optimizer's; null where it is not known.</summary>
    internal double? Number(string option, OptimizerCreation optimizer, SourceValues values)
    {
        var (own, isKnown) = ParameterGroups.Option((IObjectCreationOperation)Creation, option, values);
        return !isKnown ? null : own ?? optimizer.Number(option, values);
    }
}
