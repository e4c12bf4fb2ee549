using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        if (OptimizerCreation.Of(operation) is not { IsOfTorchSharp: true } creation || creation.Argument("weight_decay") is not { ArgumentKind: ArgumentKind.Explicit } written || TestCode.IsIn(operation)) return null;
        var values = new SourceValues(new(compilation, token));
        if (creation.WeightDecay(values) is not > 0 || ParameterGroups.Read(creation.Parameters, values) is not { Count: > 1 } groups) return null;
        if (groups.Any(group => !group.IsDecayKnown) || !groups.Any(group => SaysWhy(group, values)) || IsChangedLater(operation)) return null;
        var number = written.Value.Syntax.ToString();
        if (groups.All(group => group.WeightDecay is null))
            return new(creation.Place, groups.Count.ToString(CultureInfo.InvariantCulture), number, "none sets a weight_decay of its own");
        return groups.All(group => group.WeightDecay == groups[0].WeightDecay && group.WeightDecay is not null)
            ? new(creation.Place, groups.Count.ToString(CultureInfo.InvariantCulture), groups[0].WeightDecay!.Value.ToString(CultureInfo.InvariantCulture), $"each sets its own, and the {number} of {creation.Name} reaches none")
            : null;
    }

    /// <summary>Whether the groups may be given other options: through the optimizer in this body or, where it leaves the body, anywhere in the file.</summary>
    private static bool IsChangedLater(IOperation creation) => SingleValues.Target(creation) is ILocalSymbol optimizer
        ? SingleValues.Root(creation).Descendants().Any(use => use is IPropertyReferenceOperation { Property.Name: "ParamGroups" } groups && SingleValues.Is(groups.Instance, optimizer))
        : creation.Syntax.SyntaxTree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == "ParamGroups");

    /// <summary>Whether the name of a list, or the condition of a query, says that decay is what the groups differ in: they may be split for their learning rates just as well.</summary>
    private static bool SaysWhy(ParameterGroup group, SourceValues values)
    {
        if (group.Parameters is null) return false;
        return group.Parameters.DescendantsAndSelf().Concat(values.Behind(group.Parameters).DescendantsAndSelf()).Any(part => part switch
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
