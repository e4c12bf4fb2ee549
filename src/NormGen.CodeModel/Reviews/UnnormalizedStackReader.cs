using System.Globalization;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Initialization;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Transformers;
using NormGen.CodeModel.Words;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds deep stacks of residual branches in which nothing keeps the stream from growing: no norm, no factor, no first values of their own.</summary>
public static class UnnormalizedStackReader
{
    /// <summary>More residual branches than this are deep.</summary>
    public const int Deep = 8;

    /// <summary>Functions that grow with their argument. What is bounded, or is not known, may be what keeps the stream small.</summary>
    private static readonly HashSet<string> Growing = new(StringComparer.OrdinalIgnoreCase) { "relu", "leaky_relu", "LeakyReLU", "prelu", "gelu", "silu", "mish", "elu", "celu", "softplus", "hardswish", "dropout", "identity" };

    /// <summary>Calls that fill weights: layers may be made small, or zero, by any of them.</summary>
    private static readonly CompilationWords Filling = new("normal_(", "uniform_(", "zeros_(", "zero_(", "ones_(", "constant_(", "fill_(", "orthogonal_(", "dirac_(", "eye_(", "copy_(");

    /// <summary>Reads a class with a list of blocks, or a <c>Sequential</c> of them.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        foreach (var stack in graph.Root.SelfAndDescendants().Where(module => module is { Kind: ModuleKind.List or ModuleKind.Sequential, Children.Count: > 0 }))
        {
            if (Branches(graph, stack) is not { } branches || branches <= Deep || !RunsBlocksAlone(graph, stack) || FlowPlaces.Made(stack) is not { } place) continue;
            if (!Filling.AreIn(graph.Tree.Source.Compilation, graph.Tree.Source.Token)) yield return new(place, FlowPlaces.Name(stack), branches.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>How many residual branches a stack has; null where that, or anything in them, is not known.</summary>
    private static long? Branches(ModelGraph graph, ModuleNode stack)
    {
        long all = 0;
        foreach (var block in stack.Children)
        {
            if (!graph.Root.Children.Contains(stack) && stack != graph.Root || (block.IsAny ? block.Count.Whole : 1) is not { } times || BranchesOf(graph, block) is not { } branches) return null;
            all += times * branches;
        }

        return all;
    }

    private static int? BranchesOf(ModelGraph graph, ModuleNode block)
    {
        // Of a block with an attribute, factors and first values are generated.
        if (block.Kind != ModuleKind.Custom || FlowReader.Read(graph.Tree, block, enterModules: true) is not { IsComplete: true, Outputs: [var output] } flow) return null;
        var nodes = flow.Nodes().ToList();
        if (!nodes.TrueForAll(Grows)) return null;
        var residuals = ResidualBranch.In(nodes).GroupBy(residual => residual.Sum).Select(group => group.First()).ToList();
        var inner = new HashSet<FlowNode>(residuals.SelectMany(residual => residual.Steps()));
        residuals.RemoveAll(residual => inner.Contains(residual.Sum) && residual.Sum != output && !residuals.Exists(next => next.Stream == residual.Sum));
        return residuals.Exists(residual => residual.Sum == output) && residuals.TrueForAll(residual => BranchWeightReader.Makers(residual.Branch).Count > 0) ? residuals.Count : null;
    }

    private static bool Grows(FlowNode node) => node.Kind switch
    {
        FlowKind.Input or FlowKind.Weight or FlowKind.Linear or FlowKind.Convolution or FlowKind.Add or FlowKind.Same or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange or FlowKind.Attention => true,
        FlowKind.Homogeneous or FlowKind.Other => node.Function is { } function && Growing.Contains(function),
        _ => false,
    };

    /// <summary>Whether the stream goes from block to block as it is: a norm or a factor may stand between them.</summary>
    private static bool RunsBlocksAlone(ModelGraph graph, ModuleNode stack)
    {
        if (stack.Kind == ModuleKind.Sequential) return true;
        if (graph.Flow is not { IsComplete: true } flow) return false;
        var calls = flow.Nodes().Where(IsBlock).ToList();
        return calls.Count > 0 && calls.TrueForAll(call => Follows(call.Inputs[0], []));

        bool IsBlock(FlowNode node) => node is { Kind: FlowKind.Call, Module.Parent: { } parent } && parent == stack;

        bool Follows(FlowNode value, HashSet<FlowNode> seen)
        {
            if (!seen.Add(value) || IsBlock(value)) return true;
            if (value.Kind is FlowKind.Same or FlowKind.Choice) return value.Inputs.All(input => Follows(input, seen));
            return !FlowReach.Sources(value).Any(IsBlock);
        }
    }
}
