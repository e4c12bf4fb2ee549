using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Transformers;

/// <summary>Finds batch norms over tokens in a class that is a transformer block: one whose <c>forward</c> adds attention to a residual stream.</summary>
/// <remarks>
/// Shen et al., PowerNorm, 2020, arXiv 2003.07845. A batch norm counts on the stream and in everything that the block adds to it, also inside modules that it calls.
/// One that takes the output of a convolution is left alone: there the statistics are those of feature maps.
/// </remarks>
public sealed class TransformerBlockReader
{
    private readonly ModelGraph model;
    private readonly List<TokenBatchNorm> found = [];
    private readonly HashSet<ModuleNode> entered = [];

    private TransformerBlockReader(ModelGraph model) => this.model = model;

    /// <summary>The batch norms of a class; empty where it is no transformer block.</summary>
    public static IReadOnlyList<TokenBatchNorm> Read(ModelGraph model)
    {
        if (model.Root.Kind is not (ModuleKind.Custom or ModuleKind.Placement) || model.Flow is not { } graph) return [];
        if (TransformerStream.Of(graph, new(model)) is not { } stream) return [];
        var reader = new TransformerBlockReader(model);
        reader.Take(graph, stream.Steps());
        return [.. reader.found.GroupBy(norm => norm.Place).Select(group => group.First()).OrderBy(norm => norm.Place.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(norm => norm.Place.SourceSpan.Start)];
    }

    private void Take(FlowGraph graph, IEnumerable<FlowNode> steps)
    {
        foreach (var step in steps)
        {
            if (step is { Kind: FlowKind.Norm, Norm: FlowNorm.Batch } && !IsOfConvolution(step))
            {
                var layout = LayoutOf(graph, step);
                foreach (var place in Places(step)) found.Add(new(place, step.Module?.Type.Name ?? "batch_norm", layout));
            }
            else if (step is { Kind: FlowKind.Call, Module: { } module } && entered.Add(module) && model.FlowOf(module) is { } inner)
            {
                Take(inner, inner.Nodes());
            }
        }
    }

    private static bool IsOfConvolution(FlowNode norm)
    {
        var input = norm.Inputs[0];
        while (input is { Kind: FlowKind.Same or FlowKind.Homogeneous or FlowKind.Pooling } or { Kind: FlowKind.Other, IsFunction: true, Inputs.Length: 1 }) input = input.Inputs[0];
        return input.Kind == FlowKind.Convolution;
    }

    private static TokenLayout LayoutOf(FlowGraph graph, FlowNode norm)
    {
        var input = norm.Inputs[0];
        while (input.Kind == FlowKind.Same) input = input.Inputs[0];
        if (norm.Module is null || norm.Spatial != 1) return TokenLayout.Other;
        if (input is { Kind: FlowKind.Transpose } or { Kind: FlowKind.Rearrange, Axes: [-3, -1, -2] }) return TokenLayout.Transposed;
        var isOfLinear = input.Stripped() is { Kind: FlowKind.Linear } linear && linear.Size.IsSameAs(norm.Size);
        var feedsLinear = graph.Nodes().Any(node => node is { Kind: FlowKind.Linear, Module: { } map } && node.Inputs[0].Stripped() == norm && map.Argument("inputSize").IsSameAs(norm.Size));
        return input.Rank == 2 || isOfLinear || feedsLinear ? TokenLayout.Last : TokenLayout.Other;
    }

    private static IEnumerable<Location> Places(FlowNode norm)
    {
        if (norm.Syntax is { } call) return [CreationName.Place(call)];
        var module = norm.Module!;
        return module.Creations.Count > 0 ? module.Creations.Select(creation => CreationName.Place(creation.Syntax)) : module.Member?.Locations.Where(place => place.IsInSource) ?? [];
    }
}
