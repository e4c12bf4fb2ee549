using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>
/// What a formula computes when every element of its tensors is one number: an input that does occur (padding is rows of zeros) and that shows what a proof would have to. Null where the answer depends
/// on other parameters, so that an eps, known or not, keeps a value from being zero.
/// </summary>
/// <param name="element">The number.</param>
internal sealed class Witness(double element)
{
    // A power of two, of every axis: sums and means of one number are exact.
    private const double Length = 8;
    private readonly Dictionary<Node, double?> known = new();

    /// <summary>What a node computes there.</summary>
    public double? Of(Node node)
    {
        if (!known.TryGetValue(node, out var value)) known.Add(node, value = Compute(node));
        return value;
    }

    private double? Compute(Node node)
    {
        double? a = node.Operands.Length > 0 ? Of(node.Operands[0]) : null, b = node.Operands.Length > 1 ? Of(node.Operands[1]) : null;
        return node.Operation switch
        {
            Operation.Input => (node.Extent & Extent.Element) == Extent.Element ? element : null,
            Operation.Constant => node.Value,
            _ when Folds.IsCount(node.Operation) => Length,
            Operation.Multiply => a == 0 || b == 0 ? 0 : a * b,
            Operation.Divide => a == 0 && b != 0 ? 0 : a / b,
            Operation.Select => a is null ? null : a != 0 ? b : Of(node.Operands[2]),
            Operation.Power => a is { } x && b is { } y ? Math.Pow(x, y) : null,
            Operation.Add => a + b,
            Operation.Subtract => a - b,
            Operation.Minimum => a is { } x && b is { } y ? Math.Min(x, y) : null,
            Operation.Maximum => a is { } x && b is { } y ? Math.Max(x, y) : null,
            Operation.Less => a is { } x && b is { } y ? x < y ? 1 : 0 : null,
            Operation.LessOrEqual => a is { } x && b is { } y ? x <= y ? 1 : 0 : null,
            Operation.Equal => a is { } x && b is { } y ? x == y ? 1 : 0 : null,
            _ => a is { } x ? Function(node.Operation, x) : null,
        };
    }

    private static double? Function(Operation operation, double a) => operation switch
    {
        Operation.Negate => -a,
        Operation.Square => a * a,
        Operation.Sqrt => Math.Sqrt(a),
        Operation.Rsqrt => 1 / Math.Sqrt(a),
        Operation.Reciprocal => 1 / a,
        Operation.Exp => Math.Exp(a),
        Operation.Log => Math.Log(a),
        Operation.Abs => Math.Abs(a),
        Operation.Sign => double.IsNaN(a) ? a : Math.Sign(a),
        Operation.Tanh => Math.Tanh(a),
        Operation.Sigmoid => 1 / (1 + Math.Exp(-a)),
        Operation.Detach => a,
        _ when Folds.Axis(operation) == Extent.Scalar => null,
        _ => Folds.Kind(operation) == FoldKind.Sum ? a * Length : a,
    };
}
