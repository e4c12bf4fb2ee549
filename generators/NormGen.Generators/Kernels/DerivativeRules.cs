using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// The derivative of each operation with respect to each operand, times the incoming gradient. Where the forward's own result saves work it is used (d rsqrt = -½ r³),
/// and where torch has to choose (ties, kinks) its choice is taken.
/// </summary>
internal static class DerivativeRules
{
    /// <summary>2/√π, the slope of erf at 0.</summary>
    private const double ErfSlope = 1.1283791670955126;

    /// <summary>What the gradient of an operand goes to: that operand; of the extremum over several axes, which are folded one after the other, what the first of them folds.</summary>
    public static Node ReceiverOf(Node node, int operand)
    {
        var receiver = node.Operands[operand];
        if (!node.IsReduction || Folds.Kind(node.Operation) == FoldKind.Sum) return receiver;
        while (receiver.IsReduction && Folds.Kind(receiver.Operation) == Folds.Kind(node.Operation)) receiver = receiver.Operands[0];
        return receiver;
    }

    /// <summary>The contribution of <paramref name="gradient"/> (of <paramref name="node"/>) to the receiver of one operand, at the node's extent; null if it is zero everywhere.</summary>
    public static Node? Of(GraphBuilder b, Node node, int operand, Node gradient)
    {
        var (g, y, a) = (gradient, node, node.Operands[0]);
        return node.Operation switch
        {
            Operation.Negate => b.Negate(g),
            Operation.Square => b.Multiply(2, b.Multiply(g, a)),
            Operation.Sqrt => Root(b, node, g),
            Operation.Rsqrt => b.Multiply(-0.5, b.Multiply(g, b.Multiply(y, b.Square(y)))),
            Operation.Reciprocal => b.Negate(b.Multiply(g, b.Square(y))),
            Operation.Exp => b.Multiply(g, y),
            Operation.Log => b.Divide(g, a),
            Operation.Abs => b.Multiply(g, b.Apply(Operation.Sign, a)),
            Operation.Tanh => b.Multiply(g, b.Subtract(b.Constant(1), b.Square(y))),
            Operation.Sigmoid => b.Multiply(g, b.Multiply(y, b.Subtract(b.Constant(1), y))),
            Operation.Erf => b.Multiply(ErfSlope, b.Multiply(g, b.Apply(Operation.Exp, b.Negate(b.Square(a))))),
            Operation.Add or Operation.SumOverFeatures or Operation.SumOverChannels or Operation.SumOverGroups or Operation.SumOverRows => g,
            Operation.Subtract => operand == 0 ? g : b.Negate(g),
            Operation.Multiply => b.Multiply(g, node.Operands[1 - operand]),
            Operation.Divide => operand == 0 ? b.Divide(g, node.Operands[1]) : b.Negate(b.Multiply(b.Divide(g, node.Operands[1]), y)),
            Operation.Power => Power(b, node, operand, g),
            Operation.Minimum or Operation.Maximum => Extremum(b, node, operand, g),
            Operation.Select => operand switch
            {
                1 => b.Select(a, g, b.Constant(0)),
                2 => b.Select(a, b.Constant(0), g),
                _ => null,
            },
            _ when node.IsReduction => ExtremumOfAll(b, node, g),
            _ => null,
        };
    }

    /// <summary>d √a: g/(2√a). The norm of a zero vector is chosen where a is 0, and so is its slope: chosen before the division it would be 0/0.</summary>
    private static Node Root(GraphBuilder b, Node node, Node g)
    {
        Node Slope(Node gradient) => b.Divide(gradient, b.Multiply(2, node));
        var isNorm = g.Operation == Operation.Select && g.Operands[1].Is(0) && g.Operands[0] is { Operation: Operation.Equal } isZero && isZero.Operands.Contains(node.Operands[0]) && isZero.Operands.Any(o => o.Is(0));
        return isNorm ? b.Select(g.Operands[0], g.Operands[1], Slope(g.Operands[2])) : Slope(g);
    }

    /// <summary>d a^b: g·b·a^(b-1), and 0 for b = 0; by b: g·y·ln a, and 0 where a = 0 and b ≥ 0, as torch.</summary>
    private static Node? Power(GraphBuilder b, Node node, int operand, Node g)
    {
        var (x, exponent) = (node.Operands[0], node.Operands[1]);
        var zero = b.Constant(0);
        if (operand == 1)
        {
            var slope = b.Multiply(g, b.Multiply(node, b.Apply(Operation.Log, x)));
            var flat = b.Multiply(b.Apply(Operation.Equal, x, zero), b.Apply(Operation.LessOrEqual, zero, exponent));
            return b.Select(flat, zero, slope);
        }

        if (exponent.Is(0)) return null;
        var lower = b.Apply(Operation.Power, x, b.Subtract(exponent, b.Constant(1)));
        var byBase = b.Multiply(g, b.Multiply(exponent, lower));
        return exponent.Operation == Operation.Constant ? byBase : b.Select(b.Apply(Operation.Equal, exponent, zero), zero, byBase);
    }

    /// <summary>The larger (smaller) operand gets the gradient; on a tie each gets half, as <c>torch.maximum</c>.</summary>
    private static Node Extremum(GraphBuilder b, Node node, int operand, Node g)
    {
        var (mine, other) = (node.Operands[operand], node.Operands[1 - operand]);
        var loses = node.Operation == Operation.Maximum ? b.Apply(Operation.Less, mine, other) : b.Apply(Operation.Less, other, mine);
        var tie = b.Select(b.Apply(Operation.Equal, mine, other), b.Multiply(0.5, g), g);
        return b.Select(loses, b.Constant(0), tie);
    }

    /// <summary>Every entry that equals the extremum gets an equal share, as <c>torch.amax</c>. (Where rounding leaves none, the gradient is zero, not 0/0.)</summary>
    private static Node ExtremumOfAll(GraphBuilder b, Node node, Node g)
    {
        var a = ReceiverOf(node, 0);
        var hit = b.Apply(Operation.Equal, a, node);
        var hits = b.SumTo(hit, a.Extent, node.Extent);
        return b.Multiply(hit, b.Divide(g, b.Apply(Operation.Maximum, hits, b.Constant(1))));
    }
}
