namespace NormGen.Kernels;

/// <summary>The operations of <see cref="Simd"/> that <see cref="Math"/> lacks, for the numbers of a row or of a call, with the same meaning.</summary>
public static class Scalars
{
    /// <summary>1/(1 + e^-a), also where e^-a overflows.</summary>
    /// <param name="a">The operand.</param>
    public static double Sigmoid(double a) => (a < 0 ? Math.Exp(a) : 1) / (1 + Math.Exp(-Math.Abs(a)));

    /// <summary>The error function.</summary>
    /// <param name="a">The operand.</param>
    public static double Erf(double a) => VectorMath.Erf(a);

    /// <summary>-1, 0 or 1; 0 for NaN, as torch has it.</summary>
    /// <param name="a">The operand.</param>
    public static double Sign(double a) => a > 0 ? 1 : a < 0 ? -1 : 0;

    /// <summary>The smaller; NaN if either is.</summary>
    /// <param name="a">An operand.</param>
    /// <param name="b">An operand.</param>
    public static double Minimum(double a, double b) => Math.Min(a, b);

    /// <summary>The larger; NaN if either is.</summary>
    /// <param name="a">An operand.</param>
    /// <param name="b">An operand.</param>
    public static double Maximum(double a, double b) => Math.Max(a, b);

    /// <summary>1 where a &lt; b, else 0.</summary>
    /// <param name="a">An operand.</param>
    /// <param name="b">An operand.</param>
    public static double Less(double a, double b) => a < b ? 1 : 0;

    /// <summary>1 where a ≤ b, else 0.</summary>
    /// <param name="a">An operand.</param>
    /// <param name="b">An operand.</param>
    public static double LessOrEqual(double a, double b) => a <= b ? 1 : 0;

    /// <summary>1 where a = b, else 0.</summary>
    /// <param name="a">An operand.</param>
    /// <param name="b">An operand.</param>
    public static double Equal(double a, double b) => a == b ? 1 : 0;

    /// <summary>a where the condition is not 0, else b.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="a">The value where it holds.</param>
    /// <param name="b">The value elsewhere.</param>
    public static double Select(double condition, double a, double b) => condition != 0 ? a : b;
}
