using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>
/// Finds logarithms, reciprocal roots and divisions by roots of values that are zero or more by their form, and zero for inputs that do occur. Silent for everything else: an argument that may be
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
        Operation.Divide when Root(node.Operands[1]) is { } root => Argument(node, root, "a division by zero", "clamp_min(eps) on the root, or + eps under it"),
        Operation.Reciprocal when Root(node.Operands[0]) is { } root => Argument(node, root, "infinite", "clamp_min(eps) on the root, or + eps under it"),
        _ => null,
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

    /// <summary>What stands under the root of a divisor: √a, and a norm, which the reader gives a branch of its own for zero.</summary>
    private static Node? Root(Node divisor) => divisor.Operation switch
    {
        Operation.Sqrt => divisor.Operands[0],
        Operation.Detach => Root(divisor.Operands[0]),
        Operation.Select when divisor.Operands is [{ Operation: Operation.Equal } condition, { Operation: Operation.Constant, Value: 0 }, { Operation: Operation.Sqrt } root] && condition.Operands[0] == root.Operands[0] => root.Operands[0],
        _ => null,
    };

    private static bool IsSoftmax(Node node) => node.Operation == Operation.Divide
        && node.Operands is [{ Operation: Operation.Exp } e, { Operation: Operation.SumOverFeatures } sum] && sum.Operands[0] == e;
}
