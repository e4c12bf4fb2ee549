using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds classes whose <c>forward</c> is RMSNorm over the last axis, written out, and nothing else.</summary>
public static class HandWrittenNormReader
{
    /// <summary>
    /// Reads a class: <c>x · rsqrt(mean(x²) + eps) · weight</c> in any spelling. Silent with eps outside the root, and with conversions of the number type: the kernel rounds once, at the end, and theirs is another order.
    /// </summary>
    /// <returns>The class, its gain (empty for none), its eps (as it is written).</returns>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        if (graph.Root.Kind != ModuleKind.Custom || graph.Root.Children.Count > 0 || graph.Flow is not { IsComplete: true, Escapes.IsEmpty: true, Outputs: [var output], Inputs.Count: 1 } flow) yield break;
        var nodes = flow.Nodes().ToList();
        if (nodes.Exists(node => node.Kind is FlowKind.Choice or FlowKind.Call || node.IsUnknown || node is { Kind: FlowKind.Same, Function: "to" or "type" or "to_type" or "float" or "half" or "bfloat16" or "double" })) yield break;
        if (FlowStatistics.In(flow).ToList() is not [{ Mean: null, Gain: null, Eps: { } sum } norm] || norm.X != flow.Inputs.Values.Single()) yield break;
        if (norm.Deviation is not { Function: "mean", KeepsAxes: true, AxesKnown: true, Axes: [-1] } || !sum.Inputs.Contains(norm.Deviation)) yield break;
        var weight = output is { Kind: FlowKind.Multiply, Inputs: [var left, var right] } && output != norm.Quotient ? left == norm.Quotient ? right : right == norm.Quotient ? left : null : null;
        if (output != norm.Quotient && weight is not { Kind: FlowKind.Weight, Parameter: { Dimensions: 1, Member: not null } }) yield break;
        var eps = sum.Inputs.First(input => input != norm.Deviation).Value;
        if (eps.Text is { } text && graph.Root.Type.Locations.FirstOrDefault(place => place.IsInSource) is { } place) yield return new(place, graph.Root.Type.Name, weight?.Parameter!.Member!.Name ?? "", eps.Constant is null ? text.TrimStart('.') : text);
    }
}
