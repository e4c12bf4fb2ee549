using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>Makes nodes of the common kinds.</summary>
internal static class FlowNodes
{
    /// <summary>A value as an operand: a tensor itself, a number as a constant; null for anything else.</summary>
    public static FlowNode? Of(FlowValue value) => value switch
    {
        TensorValue tensor => tensor.Node,
        AlikeValue alike => alike.Item,
        PlainValue plain => new FlowNode(FlowKind.Constant) { Rank = 0, Value = plain.Fact },
        _ => null,
    };

    /// <summary>A sum.</summary>
    public static FlowNode Add(FlowNode left, FlowNode right) => new(FlowKind.Add, left, right) { Rank = Broadcast(left, right) };

    /// <summary>A product or quotient, element by element.</summary>
    public static FlowNode Elementwise(FlowKind kind, FlowNode left, FlowNode right) => new(kind, left, right) { Rank = Broadcast(left, right) };

    /// <summary>An elementwise map of a degree.</summary>
    public static TensorValue Map(FlowNode input, double degree) => new(new FlowNode(FlowKind.Homogeneous, input) { Degree = degree, Rank = input.Rank });

    /// <summary>The same elements.</summary>
    public static TensorValue Same(FlowNode input, Fact type = default) => new(new FlowNode(FlowKind.Same, input) { Rank = input.Rank, Value = type });

    /// <summary>A function about which nothing else is known.</summary>
    public static TensorValue Other(IEnumerable<FlowNode> inputs) => new(new FlowNode(FlowKind.Other, [.. inputs]) { IsFunction = true });

    /// <summary>Moved elements.</summary>
    public static TensorValue Rearranged(FlowNode input, int? rank = null) => new(new FlowNode(FlowKind.Rearrange, input) { Rank = rank });

    /// <summary>A parameter.</summary>
    public static FlowNode Weight(ParameterNode parameter, bool isOtherIndex) => new(FlowKind.Weight) { Parameter = parameter.Representative, IsOtherIndex = isOtherIndex, Rank = parameter.Dimensions };

    private static int? Broadcast(FlowNode left, FlowNode right)
    {
        if (left.Rank == 0) return right.Rank;
        if (right.Rank == 0) return left.Rank;
        return left.Rank is { } a && right.Rank is { } b ? Math.Max(a, b) : null;
    }
}
