using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds Pre-LN stacks whose stream goes into the head without a norm.</summary>
public static class MissingFinalNormReader
{
    /// <summary>Reads a class that has both: the stack of blocks, and the <c>Linear</c> that makes its output.</summary>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        if (graph.Flow is not { Outputs: [var output] }) yield break;
        while (output is { Kind: FlowKind.Same or FlowKind.View or FlowKind.Rearrange } or { Kind: FlowKind.Other, IsFunction: true, Inputs.Length: 1 }) output = output.Inputs[0];
        if (output is not { Kind: FlowKind.Linear, Module: { } head } || StackBefore(graph, output.Inputs[0]) is not { } stack || FlowPlaces.Called(output) is not { } place) yield break;
        yield return new(place, FlowPlaces.Name(head), FlowPlaces.Name(stack));
    }

    /// <summary>The list of Pre-LN blocks that makes a value, through anything that leaves the stream as it is; null for any other value.</summary>
    private static ModuleNode? StackBefore(ModelGraph graph, FlowNode value)
    {
        var ends = new HashSet<FlowNode>();
        Collect(value, ends, []);
        var stacks = ends.Select(end => end is { Kind: FlowKind.Call, Module: { Parent: { Kind: ModuleKind.List or ModuleKind.Sequential } list } } ? list : null).Distinct().ToList();
        return stacks is [{ } only] && (only.Children.Count > 1 || only.Children[0].IsAny) && BlockStack.Of(graph, only) is { Placement: NormPlacement.Before } ? only : null;
    }

    private static void Collect(FlowNode node, HashSet<FlowNode> ends, HashSet<FlowNode> seen)
    {
        var open = new Stack<FlowNode>([node]);
        while (open.Count > 0)
        {
            var next = open.Pop();
            if (!seen.Add(next)) continue;
            if (next.Kind == FlowKind.Choice) foreach (var input in next.Inputs) open.Push(input);
            else if (next.Kind is FlowKind.Same or FlowKind.View or FlowKind.Rearrange or FlowKind.Transpose || next is { Kind: FlowKind.Reduce, Function: "mean", IsOfAll: false } or { Kind: FlowKind.Homogeneous, Function: "dropout" or "Dropout" }) open.Push(next.Inputs[0]);
            else ends.Add(next);
        }
    }
}
