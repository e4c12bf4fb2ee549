using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Takes <c>detach</c> out of a graph: it is for the differentiator alone, computes nothing, and would hide that two values are one.</summary>
internal static class Detached
{
    /// <summary>The graph without it.</summary>
    public static FormulaGraph Remove(GraphBuilder builder, FormulaGraph graph)
    {
        var done = new Dictionary<Node, Node>();
        return graph with { Outputs = [.. graph.Outputs.Select(o => o with { Value = Visit(o.Value) })] };

        Node Visit(Node node)
        {
            if (node.Operands.IsEmpty) return node;
            if (done.TryGetValue(node, out var known)) return known;
            return done[node] = node.Operation == Operation.Detach ? Visit(node.Operands[0]) : builder.Apply(node.Operation, node.Operands.Select(Visit).ToArray());
        }
    }
}
