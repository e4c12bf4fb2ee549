using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>Finds what breaks self-normalization in the data flow of a class. Looks into bodies, so it is for analyzers only.</summary>
public static class SeluReader
{
    /// <summary>From how many SELU layers on a wrong initialization matters: below, activations hardly shrink.</summary>
    public const int DeepEnough = 3;

    /// <summary>Dropout that does not belong to the activation before it, in any class.</summary>
    public static IEnumerable<SeluFinding> Dropouts(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        foreach (var node in Nodes(type, compilation, token))
        {
            if (node.Inputs.IsEmpty) continue;
            var before = SeluFlow.Before(node);
            if (SeluFlow.IsDropout(node) && SeluFlow.IsSelu(before)) yield return new(SeluProblem.OrdinaryDropout, SeluFlow.Place(node, type), node.Function!, before.Function!);
            else if (SeluFlow.IsAlphaDropout(node) && (SeluFlow.IsOtherActivation(before) || before.Kind == FlowKind.Norm)) yield return new(SeluProblem.AlphaDropoutElsewhere, SeluFlow.Place(node, type), node.Function!, before.Function ?? before.Module?.Type.Name ?? "a norm");
        }
    }

    /// <summary>What takes mean zero and variance one away between the layers of a class with <c>[SelfNormalizing]</c>.</summary>
    public static IEnumerable<SeluFinding> Contract(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        var nodes = Nodes(type, compilation, token).ToList();
        var between = Between(nodes);
        foreach (var node in nodes.Where(between.Contains))
        {
            if (SeluFlow.IsOtherActivation(node)) yield return new(SeluProblem.OtherActivation, SeluFlow.Place(node, type), node.Function!, "");
            else if (node.Kind == FlowKind.Norm) yield return new(SeluProblem.Norm, SeluFlow.Place(node, type), node.Module?.Type.Name ?? node.Function ?? "a norm", "");
            else if (node.Kind == FlowKind.Add && node.Inputs.Count(IsMoving) > 1 && !nodes.Any(later => later.Kind is FlowKind.Multiply or FlowKind.Divide && later.Inputs.Contains(node) && later.Inputs.Any(input => input.Kind == FlowKind.Constant)))
                yield return new(SeluProblem.Residual, SeluFlow.Place(node, type), "a sum", "");
        }
    }

    /// <summary>A deep stack of SELU layers whose constructors leave torch's initialization, or one for other activations.</summary>
    public static SeluFinding? Initialization(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        if (AttributeTypes.Find(type, NormGenNames.SelfNormalizing) is not null) return null;
        var pairs = Nodes(type, compilation, token).Where(node => SeluFlow.IsSelu(node) && !node.Inputs.IsEmpty && SeluFlow.IsMap(SeluFlow.Before(node))).ToList();
        if (pairs.Count < DeepEnough || WeightInitialization.Of(type, token) is not { } how) return null;
        return new(SeluProblem.Initialization, type.Locations.FirstOrDefault(place => place.IsInSource) ?? Location.None, type.Name, how);
    }

    private static IEnumerable<FlowNode> Nodes(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        var tree = ModuleTree.Read(type, compilation, token);
        return type.IsAbstract ? [] : FlowReader.Read(tree, tree.Root, enterModules: true)?.Nodes() ?? [];
    }

    /// <summary>The steps behind one layer and before another.</summary>
    private static HashSet<FlowNode> Between(List<FlowNode> nodes)
    {
        // Inputs stand before what is made of them.
        var behind = new HashSet<FlowNode>();
        foreach (var node in nodes.Where(node => node.Inputs.Any(input => SeluFlow.IsMap(input) || behind.Contains(input)))) behind.Add(node);
        var before = new HashSet<FlowNode>();
        foreach (var node in Enumerable.Reverse(nodes).Where(node => SeluFlow.IsMap(node) || before.Contains(node)))
        {
            foreach (var input in node.Inputs) before.Add(input);
        }

        behind.IntersectWith(before);
        return behind;
    }

    private static bool IsMoving(FlowNode node) => node.Kind is not (FlowKind.Weight or FlowKind.Constant);
}
