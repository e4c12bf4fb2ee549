using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>
/// Finds logarithms, reciprocal roots and divisions of values that are zero or more by their form, and zero for inputs that do occur. Silent for everything else: an argument that may be
/// negative was thought about already, and a branch of a selection is taken under its condition only.
/// </summary>
internal sealed class ZeroWithoutEps
{
    private readonly NonNegative nonNegative = new();
    private readonly Witness zeros = new(0);
    private readonly Witness equals = new(1);

    public static IEnumerable<UnsoundNode> In(FormulaGraph graph)
    {
        var search = new ZeroWithoutEps();
        return Unconditional(graph).OrderBy(n => n.Id).Select(search.Find).OfType<UnsoundNode>();
    }

    /// <summary>The nodes whose values count whatever they are: a way to an output passes no branch of a selection.</summary>
    private static HashSet<Node> Unconditional(FormulaGraph graph)
    {
        var seen = new HashSet<Node>();
        var open = new Stack<Node>(graph.Outputs.Select(o => o.Value));
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!seen.Add(node)) continue;
            foreach (var operand in node.Operation == Operation.Select ? node.Operands.Take(1) : node.Operands) open.Push(operand);
        }

        return seen;
    }

    private UnsoundNode? Find(Node node) => node.Operation switch
    {
        Operation.Log when IsSoftmax(node.Operands[0]) => Found(node, "-infinity", "where a share is too small for its type", "log_softmax(x, -1)"),
        Operation.Log => Argument(node, node.Operands[0], "-infinity", "clamp_min(eps) or + eps on its argument"),
        Operation.Rsqrt => Argument(node, node.Operands[0], "infinite", "+ eps on its argument"),
        Operation.Divide => Divisor(node, node.Operands[1], "a division by zero"),
        Operation.Reciprocal => Divisor(node, node.Operands[0], "infinite"),
        Operation.Power when node.Operands[1] is { Operation: Operation.Constant, Value: < 0 } => Divisor(node, node.Operands[0], "infinite"),
        _ => null,
    };

    /// <summary>A product is zero where one of its factors is, whatever the others are.</summary>
    private UnsoundNode? Divisor(Node node, Node divisor, string consequence) => divisor.Operation switch
    {
        Operation.Multiply => Divisor(node, divisor.Operands[0], consequence) ?? Divisor(node, divisor.Operands[1], consequence),
        Operation.Divide or Operation.Detach or Operation.Negate => Divisor(node, divisor.Operands[0], consequence),
        _ when Roots.Under(divisor) is { } root => Argument(node, root, consequence, "clamp_min(eps) on the root, or + eps under it"),
        _ => Argument(node, divisor, consequence, "clamp_min(eps) or + eps on the divisor"),
    };

    private UnsoundNode? Argument(Node node, Node argument, string consequence, string rewrite)
    {
        if (argument.Extent == Extent.Scalar || !nonNegative.Is(argument)) return null;
        var line = argument.Extent switch
        {
            Extent.Row => "for a row of ",
            Extent.Feature => "for a column of ",
            _ when (argument.Extent & Extent.Feature) != 0 => "for ",
            _ => (argument.Extent & Extent.Channel) != 0 ? "for a channel of " : "for a group of ",
        };
        return equals.Of(argument) == 0 ? Found(node, consequence, line + "equal numbers", rewrite)
            : zeros.Of(argument) == 0 ? Found(node, consequence, line + "zeros", rewrite)
            : null;
    }

    private static UnsoundNode Found(Node node, params string[] arguments) => new(AdviceKind.ZeroWithoutEps, node, arguments);

    private static bool IsSoftmax(Node node) => node.Operation == Operation.Divide
        && node.Operands is [{ Operation: Operation.Exp } e, { Operation: Operation.SumOverFeatures } sum] && sum.Operands[0] == e;
}
