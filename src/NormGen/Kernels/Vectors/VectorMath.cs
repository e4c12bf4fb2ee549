using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <summary>
/// Functions of elements, in float and in double, each within two units in the last place of the true value over its whole range. There are no branches, so that a value does not
/// depend on what stands beside it. Polynomials without a source named are minimax fits of this project (Remez' exchange, computed with 60 digits).
/// </summary>
internal static partial class VectorMath
{
    /// <summary>
    /// A method of its own, optimized at once: inlined, a function would fill the room that the compiler has for the vectors of the caller, which then calls each of their operations; unoptimized it is
    /// many times slower for the first calls. It computes in halves, because where a vector of 512 bits is two of 256 each of its operations takes some of that room too; and it takes halves, which
    /// are read again as they were written (a vector of 512 bits is passed in quarters, and its reader waits for them).
    /// </summary>
    private const MethodImplOptions Compiled = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>e^x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Exp(Vector512<float> x) => Exp(x.GetLower(), x.GetUpper());

    [MethodImpl(Compiled)]
    private static Vector512<float> Exp(Vector256<float> low, Vector256<float> high) => Vector512.Create(Exp(low), Exp(high));

    /// <summary>e^x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Exp(Vector512<double> x) => Exp(x.GetLower(), x.GetUpper());

    [MethodImpl(Compiled)]
    private static Vector512<double> Exp(Vector256<double> low, Vector256<double> high) => Vector512.Create(Exp(low), Exp(high));

    /// <summary>ln x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Log(Vector512<float> x) => Log(x.GetLower(), x.GetUpper());

    [MethodImpl(Compiled)]
    private static Vector512<float> Log(Vector256<float> low, Vector256<float> high) => Vector512.Create(Log(low), Log(high));

    /// <summary>ln x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Log(Vector512<double> x) => Log(x.GetLower(), x.GetUpper());

    [MethodImpl(Compiled)]
    private static Vector512<double> Log(Vector256<double> low, Vector256<double> high) => Vector512.Create(Log(low), Log(high));

    /// <summary>1/(1 + e^-x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Sigmoid(Vector512<float> x) => Sigmoid(x.GetLower(), x.GetUpper());

    [MethodImpl(Compiled)]
    private static Vector512<float> Sigmoid(Vector256<float> low, Vector256<float> high) => Vector512.Create(Sigmoid(low), Sigmoid(high));

    /// <summary>1/(1 + e^-x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Sigmoid(Vector512<double> x) => Sigmoid(x.GetLower(), x.GetUpper());

    [MethodImpl(Compiled)]
    private static Vector512<double> Sigmoid(Vector256<double> low, Vector256<double> high) => Vector512.Create(Sigmoid(low), Sigmoid(high));

    /// <summary>tanh x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Tanh(Vector512<float> x) => Tanh(x.GetLower(), x.GetUpper());

    [MethodImpl(Compiled)]
    private static Vector512<float> Tanh(Vector256<float> low, Vector256<float> high) => Vector512.Create(Tanh(low), Tanh(high));

    /// <summary>tanh x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Tanh(Vector512<double> x) => Tanh(x.GetLower(), x.GetUpper());

    [MethodImpl(Compiled)]
    private static Vector512<double> Tanh(Vector256<double> low, Vector256<double> high) => Vector512.Create(Tanh(low), Tanh(high));

    /// <summary>The error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Erf(Vector512<float> x) => Erf(x.GetLower(), x.GetUpper());

    [MethodImpl(Compiled)]
    private static Vector512<float> Erf(Vector256<float> low, Vector256<float> high) => Vector512.Create(Erf(low), Erf(high));

    /// <summary>The error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Erf(Vector512<double> x) => Erf(x.GetLower(), x.GetUpper());

    [MethodImpl(Compiled)]
    private static Vector512<double> Erf(Vector256<double> low, Vector256<double> high) => Vector512.Create(Erf(low), Erf(high));

    /// <summary>x^y as <see cref="Math.Pow"/> has it.</summary>
    [MethodImpl(Compiled)]
    internal static Vector512<float> Power(Vector512<float> x, Vector512<float> y) => Vector512.Create(Power(x.GetLower(), y.GetLower()), Power(x.GetUpper(), y.GetUpper()));

    /// <summary>x^y as <see cref="Math.Pow"/> has it.</summary>
    [MethodImpl(Compiled)]
    internal static Vector512<double> Power(Vector512<double> x, Vector512<double> y) => Vector512.Create(Power(x.GetLower(), y.GetLower()), Power(x.GetUpper(), y.GetUpper()));

    /// <summary>The error function of one number.</summary>
    internal static double Erf(double x) => Erf(Vector512.Create(x)).ToScalar();

    /// <summary>One step of Horner's rule, sum · x + next: its rounding does not matter where it is used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Next(Vector256<float> sum, Vector256<float> x, float next) => Vector256.MultiplyAddEstimate(sum, x, Vector256.Create(next));

    /// <summary>One step of Horner's rule, sum · x + next: its rounding does not matter where it is used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Next(Vector256<double> sum, Vector256<double> x, double next) => Vector256.MultiplyAddEstimate(sum, x, Vector256.Create(next));

    /// <summary>The lower of two, x where it is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> AtMost<T>(Vector256<T> x, Vector256<T> limit) => Vector256.MinNative(limit, x);

    /// <summary>The higher of two, x where it is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> AtLeast<T>(Vector256<T> x, Vector256<T> limit) => Vector256.MaxNative(limit, x);
}
