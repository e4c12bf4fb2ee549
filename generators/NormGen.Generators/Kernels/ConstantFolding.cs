using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>The value of an operation over literals.</summary>
internal static class ConstantFolding
{
    /// <summary>The value, or null if the operation is not worth folding at compile time (it is then computed once a call, with the run time's own function).</summary>
    public static double? Of(Operation operation, double a, double b, double c) => operation switch
    {
        Operation.Negate => -a,
        Operation.Square => a * a,
        Operation.Sqrt => Math.Sqrt(a),
        Operation.Rsqrt => 1 / Math.Sqrt(a),
        Operation.Reciprocal => 1 / a,
        Operation.Abs => Math.Abs(a),
        Operation.Sign => double.IsNaN(a) ? a : Math.Sign(a),
        Operation.Add => a + b,
        Operation.Subtract => a - b,
        Operation.Multiply => a * b,
        Operation.Divide => a / b,
        Operation.Minimum => Math.Min(a, b),
        Operation.Maximum => Math.Max(a, b),
        Operation.Less => a < b ? 1 : 0,
        Operation.LessOrEqual => a <= b ? 1 : 0,
        Operation.Equal => a == b ? 1 : 0,
        Operation.Select => a != 0 ? b : c,
        _ => null,
    };
}
