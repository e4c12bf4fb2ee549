using System.Collections.Immutable;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Reverse mode on the graph: one gradient for each tensor the formula reads, from one incoming gradient for each result.</summary>
internal static class Differentiator
{
    /// <summary>
    /// The graph of the gradients. Its inputs are those of the formula, then the incoming gradients of all results; its outputs are the gradients of the tensors that have one.
    /// </summary>
    /// <param name="builder">The builder of the graph's nodes: the gradients share the forward's nodes.</param>
    /// <param name="graph">The formula.</param>
    /// <param name="present">Which results have a gradient; the others count as zero and cost nothing.</param>
    public static FormulaGraph Differentiate(GraphBuilder builder, FormulaGraph graph, IReadOnlyList<bool> present)
    {
        var inputs = graph.Inputs.ToBuilder();
        var gradients = new Dictionary<Node, Node>();
        for (var i = 0; i < graph.Outputs.Length; i++)
        {
            var output = graph.Outputs[i];
            var incoming = builder.Input(inputs.Count, output.Extent);
            inputs.Add(new FormulaInput(ResultNames.Gradient(graph, output.Name), output.Extent, IsTensor: true, IsUpdated: false));
            if (present[i]) Accumulate(builder, gradients, output.Value, builder.SumTo(incoming, output.Extent, output.Value.Extent));
        }

        var nodes = Arithmetic.Reachable(graph.Outputs.Select(o => o.Value));
        var differentiable = Differentiable(graph, nodes);
        foreach (var node in Enumerable.Reverse(nodes))
        {
            if (!gradients.TryGetValue(node, out var gradient) || !differentiable.Contains(node)) continue;
            for (var i = 0; i < node.Operands.Length; i++)
            {
                var operand = DerivativeRules.ReceiverOf(node, i);
                if (!differentiable.Contains(operand) || DerivativeRules.Of(builder, node, i, gradient) is not { } part) continue;
                // The contribution has the extent of the larger of both: a reduction hands the same gradient to all it folded.
                Accumulate(builder, gradients, operand, builder.SumTo(part, node.Extent | operand.Extent, operand.Extent));
            }
        }

        var outputs = ImmutableArray.CreateBuilder<FormulaOutput>();
        foreach (var node in nodes.Where(n => n.Operation == Operation.Input).OrderBy(n => n.Index))
        {
            if (gradients.TryGetValue(node, out var gradient) && differentiable.Contains(node))
                outputs.Add(new FormulaOutput(ResultNames.OfGradient(graph.Inputs[node.Index].Name), gradient));
        }

        return new FormulaGraph(graph.Name + "Backward", inputs.ToImmutable(), outputs.ToImmutable());
    }

    private static void Accumulate(GraphBuilder builder, Dictionary<Node, Node> gradients, Node node, Node part)
        => gradients[node] = gradients.TryGetValue(node, out var sum) ? builder.Add(sum, part) : part;

    /// <summary>The nodes that a gradient flows through: those that depend on a tensor other than by <c>detach</c> or a comparison.</summary>
    private static HashSet<Node> Differentiable(FormulaGraph graph, List<Node> nodes)
    {
        var result = new HashSet<Node>();
        foreach (var node in nodes)
        {
            var flows = node.Operation switch
            {
                Operation.Input => graph.Inputs[node.Index].IsTensor,
                Operation.Detach or Operation.Sign or Operation.Round or Operation.Floor or Operation.Ceiling or Operation.Truncate or Operation.Less or Operation.LessOrEqual or Operation.Equal => false,
                _ => node.Operands.Any(result.Contains),
            };
            if (flows) result.Add(node);
        }

        return result;
    }
}
