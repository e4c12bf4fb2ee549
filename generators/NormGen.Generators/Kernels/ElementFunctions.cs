using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// The functions that are computed for a block of elements at a time. A sweep computes them in layers: the arguments of all that need no other, their values, then the arguments of those that need these.
/// </summary>
internal static class ElementFunctions
{
    /// <summary>Whether a node is such a function of elements.</summary>
    public static bool Contains(Node node)
        => node.Operation is Operation.Exp or Operation.Log or Operation.Sigmoid or Operation.Tanh or Operation.Erf && SweepPlanner.IsLane(node);

    /// <summary>The functions among the nodes of a sweep (operands first), layer by layer.</summary>
    public static List<List<Node>> Layers(List<Node> computed)
    {
        var depths = new Dictionary<Node, int>();
        foreach (var node in computed) depths[node] = node.Operands.Select(o => depths.TryGetValue(o, out var depth) ? depth : 0).DefaultIfEmpty(0).Max() + (Contains(node) ? 1 : 0);
        return [.. computed.Where(Contains).GroupBy(n => depths[n]).OrderBy(layer => layer.Key).Select(layer => layer.ToList())];
    }
}
