using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Finds parameters that are split into groups, by what is to decay and what is not, where all groups then have the same weight decay.</summary>
public static class SplitDecay
{
    private static readonly string[] Words = ["decay", "bias", "norm", "ln", "embed"];

    /// <summary>Reads the construction of an optimizer; the sentence needs its name, the number of groups, the decay that all have and why.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (OptimizerCreation.Of(operation) is not { IsOfTorchSharp: true } creation || creation.Argument("weight_decay") is not { ArgumentKind: ArgumentKind.Explicit } written) return null;
        var source = new SourceOperations(compilation, token);
        if (creation.WeightDecay(source) is not > 0 || ParameterGroups.Read(creation.Parameters, source) is not { Count: > 1 } groups) return null;
        if (groups.Any(group => !group.IsDecayKnown) || !groups.Any(group => SaysWhy(group))) return null;
        var root = SingleValues.Root(operation);
        if (SingleValues.Target(operation) is { } optimizer && root.Descendants().Any(use => use is IPropertyReferenceOperation { Property.Name: "ParamGroups" } groupsOf && SingleValues.Is(groupsOf.Instance, optimizer))) return null;
        var number = written.Value.Syntax.ToString();
        if (groups.All(group => group.WeightDecay is null))
            return new(creation.Place, groups.Count.ToString(CultureInfo.InvariantCulture), number, "none sets a weight_decay of its own");
        return groups.All(group => group.WeightDecay == groups[0].WeightDecay && group.WeightDecay is not null)
            ? new(creation.Place, groups.Count.ToString(CultureInfo.InvariantCulture), groups[0].WeightDecay!.Value.ToString(CultureInfo.InvariantCulture), $"each sets its own, and the {number} of {creation.Name} reaches none")
            : null;
    }

    /// <summary>Whether the name of a list, or the condition of a query, says that decay is what the groups differ in: they may be split for their learning rates just as well.</summary>
    private static bool SaysWhy(ParameterGroup group)
    {
        if (group.Parameters is null) return false;
        return group.Parameters.DescendantsAndSelf().Concat(SingleValues.Behind(group.Parameters).DescendantsAndSelf()).Any(part => part switch
        {
            ILocalReferenceOperation local => Says(local.Local.Name),
            IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member => Says(member.Member.Name) || member.Member.Name is "ndim",
            ILiteralOperation { ConstantValue.Value: string text } => Says(text),
            IInvocationOperation { TargetMethod.Name: "dim" } => true,
            _ => false,
        });
    }

    private static bool Says(string name) => Words.Any(word => word == "ln" ? name.Split('_', '.').Contains(word) : name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
