using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// Rewrites of one operation over simplified operands. They keep what floating point can tell apart: NaN and infinity still propagate (x·0 stays), and no square is taken of
/// a factor that the formula took out of it (a row divided by its largest entry before squaring cannot overflow, and still cannot afterwards).
/// </summary>
internal static class Identities
{
    /// <summary>The node for an operation: a simpler equivalent, or the operation itself with its operands in canonical order.</summary>
    public static Node Apply(GraphBuilder b, Operation operation, ReadOnlySpan<Node> operands)
    {
        if (Fold(b, operation, operands) is { } folded) return folded;
        if (Choices.Apply(b, operation, operands) is { } choice) return choice;
        var a = operands.Length > 0 ? operands[0] : null!;
        return operation switch
        {
            Operation.Negate => Negate(b, a),
            Operation.Square => a.Operation is Operation.Negate or Operation.Abs ? b.Square(a.Operands[0]) : a.Operation == Operation.Sqrt && !a.Extent.IsLarge() ? a.Operands[0] : b.Square(a),
            Operation.Reciprocal => Reciprocal(b, a),
            Operation.Abs when a.Operation is Operation.Square or Operation.Abs or Operation.Sqrt or Operation.Exp => a,
            Operation.Add => Add(b, a, operands[1]),
            Operation.Subtract => Subtract(b, a, operands[1]),
            Operation.Multiply => Multiply(b, a, operands[1]),
            Operation.Divide => Divide(b, a, operands[1]),
            Operation.Power => Power(b, a, operands[1]),
            Operation.Minimum or Operation.Maximum when a == operands[1] => a,
            Operation.Select when operands[1] == operands[2] => operands[1],
            Operation.Select when a.Operation == Operation.Constant => a.Value != 0 ? operands[1] : operands[2],
            _ when Folds.Axis(operation) is not Extent.Scalar and var axis && (a.Extent & axis) == 0 => a,
            Operation.SumOverFeatures or Operation.SumOverChannels or Operation.SumOverGroups => HoistFromSum(b, operation, a),
            _ => b.Apply(operation, operands),
        };
    }

    /// <summary>The operation over the same operands: a helper for rules that build more than one node.</summary>
    public static Node Of(GraphBuilder b, Operation operation, params ReadOnlySpan<Node> operands) => Apply(b, operation, operands);

    private static Node? Fold(GraphBuilder b, Operation operation, ReadOnlySpan<Node> operands)
    {
        if (operands.Length == 0) return null;
        foreach (var operand in operands)
            if (operand.Operation != Operation.Constant) return null;
        double Value(ReadOnlySpan<Node> nodes, int i) => i < nodes.Length ? nodes[i].Value : 0;
        return ConstantFolding.Of(operation, Value(operands, 0), Value(operands, 1), Value(operands, 2)) is { } value ? b.Constant(value) : null;
    }

    private static Node Negate(GraphBuilder b, Node a) => a.Operation switch
    {
        Operation.Negate => a.Operands[0],
        Operation.Subtract => b.Subtract(a.Operands[1], a.Operands[0]),
        Operation.Multiply when a.Operands[1].Operation == Operation.Constant => Of(b, Operation.Multiply, a.Operands[0], b.Constant(-a.Operands[1].Value)),
        _ => b.Negate(a),
    };

    private static Node Reciprocal(GraphBuilder b, Node a) => a.Operation switch
    {
        Operation.Reciprocal => a.Operands[0],
        Operation.Sqrt => b.Apply(Operation.Rsqrt, a.Operands[0]),
        Operation.Rsqrt => b.Apply(Operation.Sqrt, a.Operands[0]),
        Operation.Negate => b.Negate(Of(b, Operation.Reciprocal, a.Operands[0])),
        _ => b.Apply(Operation.Reciprocal, a),
    };

    private static Node Add(GraphBuilder b, Node x, Node y)
    {
        Order(ref x, ref y);
        if (y.Is(0)) return x;
        if (y.Operation == Operation.Negate) return Subtract(b, x, y.Operands[0]);
        if (x.Operation == Operation.Negate) return Subtract(b, y, x.Operands[0]);
        // (e + s) + t = e + (s + t): what is known once a call or once a row is added there.
        if (x.Operation == Operation.Add && !y.Extent.IsLarge() && y.Extent.IsWithin(x.Operands[1].Extent) && x.Operands[1].Extent != x.Operands[0].Extent)
            return Add(b, x.Operands[0], Add(b, x.Operands[1], y));
        return b.Add(x, y);
    }

    private static Node Subtract(GraphBuilder b, Node x, Node y)
    {
        if (y.Is(0)) return x;
        if (x.Is(0)) return Negate(b, y);
        if (y.Operation == Operation.Negate) return Add(b, x, y.Operands[0]);
        return x.Operation == Operation.Negate ? Negate(b, Add(b, x.Operands[0], y)) : b.Subtract(x, y);
    }

    private static Node Multiply(GraphBuilder b, Node x, Node y)
    {
        Order(ref x, ref y);
        if (y.Is(1)) return x;
        if (y.Is(-1)) return Negate(b, x);
        if (x.Operation == Operation.Negate) return Negate(b, Multiply(b, x.Operands[0], y));
        if (y.Operation == Operation.Negate) return Negate(b, Multiply(b, x, y.Operands[0]));
        if (x == y) return Of(b, Operation.Square, x);
        // (e · s) · t = e · (s · t): what is known once a call or once a row is multiplied there, in double.
        if (x.Operation == Operation.Multiply && IsLower(x.Operands[1].Extent | y.Extent, x.Operands[0].Extent))
            return Multiply(b, x.Operands[0], Multiply(b, x.Operands[1], y));
        return b.Multiply(x, y);
    }

    private static Node Divide(GraphBuilder b, Node x, Node y)
    {
        if (y.Is(1)) return x;
        if (x.Is(1)) return Of(b, Operation.Reciprocal, y);
        if (x.Operation == Operation.Negate) return Negate(b, Divide(b, x.Operands[0], y));
        if (y.Operation == Operation.Negate) return Negate(b, Divide(b, x, y.Operands[0]));
        return IsLower(y.Extent, x.Extent) ? Multiply(b, x, Of(b, Operation.Reciprocal, y)) : b.Divide(x, y);
    }

    private static Node Power(GraphBuilder b, Node x, Node y)
    {
        if (y.Operation != Operation.Constant) return b.Apply(Operation.Power, x, y);
        return y.Value switch
        {
            0 => b.Constant(1),
            1 => x,
            2 => Of(b, Operation.Square, x),
            3 => Of(b, Operation.Multiply, x, Of(b, Operation.Square, x)),
            -1 => Of(b, Operation.Reciprocal, x),
            0.5 => Of(b, Operation.Sqrt, x),
            -0.5 => Of(b, Operation.Rsqrt, x),
            _ => b.Apply(Operation.Power, x, y),
        };
    }

    /// <summary>Σ e·r = r·Σ e, and Σ -e = -Σ e, along a row. Not over rows: a factor outside would need a pass of its own over the features.</summary>
    private static Node HoistFromSum(GraphBuilder b, Operation sum, Node a)
    {
        var axis = Folds.Axis(sum);
        if (a.Operation == Operation.Negate) return Negate(b, Of(b, sum, a.Operands[0]));
        if (a.Operation == Operation.Multiply)
        {
            var (x, y) = (a.Operands[0], a.Operands[1]);
            if ((y.Extent & axis) == 0) return Multiply(b, Of(b, sum, x), y);
            if ((x.Extent & axis) == 0) return Multiply(b, Of(b, sum, y), x);
        }

        return b.Apply(sum, a);
    }

    private static bool IsLower(Extent inner, Extent outer) => inner != outer && inner.IsWithin(outer);

    /// <summary>The larger extent first, then the older node, a literal last: so equal expressions are equal nodes.</summary>
    private static void Order(ref Node x, ref Node y)
    {
        if (y.Operation == Operation.Constant) return;
        if (x.Extent < y.Extent || (x.Extent == y.Extent && x.Id > y.Id) || x.Operation == Operation.Constant) (x, y) = (y, x);
    }
}
