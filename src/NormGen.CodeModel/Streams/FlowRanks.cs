using NormGen.CodeModel.Flow;

namespace NormGen.CodeModel.Streams;

/// <summary>How many dimensions the values of a flow have at least: what is written out, what sizes are read, and what views leave alone tell it.</summary>
internal sealed class FlowRanks
{
    private readonly Dictionary<FlowNode, int> least = [];

    /// <summary>Reads a flow.</summary>
    public FlowRanks(FlowGraph graph, FlowUsers users)
    {
        foreach (var size in graph.Sizes.Where(size => size.Axis >= 0)) Raise(size.Tensor, size.Axis!.Value + 1);
        foreach (var view in users.Order.Where(node => node is { Kind: FlowKind.View, Leading: > 0 } && node.Rank > node.Leading)) Raise(view.Inputs[0], view.Leading + 1);

        // Twice each way: what is known of a value is known of those it is made of and that are made of it.
        for (var round = 0; round < 2; round++)
        {
            foreach (var node in users.Order) Raise(node, Forward(node));
            foreach (var node in users.Order.Reverse().Where(KeepsRank)) Raise(node.Inputs[0], Of(node));
        }
    }

    /// <summary>The least number of dimensions of a value.</summary>
    public int Of(FlowNode node) => node.Rank ?? (least.TryGetValue(node, out var known) ? known : 0);

    /// <summary>Whether an axis is known not to be the last.</summary>
    /// <param name="node">The value.</param>
    /// <param name="axis">The axis, negative ones from the end.</param>
    public bool IsNotLast(FlowNode node, int axis) => axis < 0 ? axis != -1 : Of(node) >= axis + 2;

    private int Forward(FlowNode node) => node.Kind switch
    {
        FlowKind.Add or FlowKind.Multiply or FlowKind.Divide => node.Inputs.Max(Of),
        FlowKind.Concat when node.Function is null or not "stack" => node.Inputs.Max(Of),
        FlowKind.Choice => node.Inputs.Min(Of),
        FlowKind.Lookup => Of(node.Inputs[node.Inputs.Length - 1]) + 1,
        FlowKind.Rearrange when node.Function == "unsqueeze" => Of(node.Inputs[0]) + 1,
        FlowKind.Rearrange when node.Function == "select" => Of(node.Inputs[0]) - 1,
        _ when KeepsRank(node) => Of(node.Inputs[0]),
        _ => 0,
    };

    private static bool KeepsRank(FlowNode node) => node.Kind is FlowKind.Same or FlowKind.Homogeneous or FlowKind.Linear or FlowKind.Norm or FlowKind.Transpose
        || node is { Kind: FlowKind.Rearrange, Function: "narrow" or "slice" or "flip" or "roll" or "chunk" or "split" or "split_with_sizes" or "tensor_split" or "expand" };

    private void Raise(FlowNode node, int rank)
    {
        if (rank > Of(node)) least[node] = rank;
    }
}
