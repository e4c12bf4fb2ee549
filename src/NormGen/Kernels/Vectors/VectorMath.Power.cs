using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <content>
/// x^y = ±e^(y · ln|x|), the sign by whether y is odd. In float by way of double, in double with the logarithm and its product in two numbers each: y · ln|x| reaches 745, and every bit in
/// front of the point is one that the last place loses.
/// </content>
internal static partial class VectorMath
{
    /// <summary>x^y as <see cref="Math.Pow"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Power(Vector256<float> x, Vector256<float> y)
        => Vector256.Narrow(PowerOfSingle(Vector256.WidenLower(x), Vector256.WidenLower(y)), PowerOfSingle(Vector256.WidenUpper(x), Vector256.WidenUpper(y)));

    /// <summary>x^y as <see cref="Math.Pow"/> has it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Power(Vector256<double> x, Vector256<double> y)
    {
        var (log, low) = LogInTwo(Vector256.Abs(x));
        var exponent = y * log;
        var rest = ProductError(y, log, exponent) + y * low;
        // Where the product left the range, or is none, there is no rest.
        rest = Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(exponent), Vector256.Create(1000.0)), rest, Vector256<double>.Zero);
        return EndsOfPower(x, y, ExpOf(exponent, rest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowerOfSingle(Vector256<double> x, Vector256<double> y) => EndsOfPower(x, y, Exp(y * Log(Vector256.Abs(x))));

    /// <summary>The sign, and the cases of C's pow: x^0 = 1^y = 1 even beside NaN, (-1)^±∞ = 1, and no number for the root of a negative one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> EndsOfPower(Vector256<double> x, Vector256<double> y, Vector256<double> size)
    {
        var (zero, one) = (Vector256<double>.Zero, Vector256<double>.One);
        var isInteger = Vector256.Equals(Vector256.Floor(y), y);
        var half = y * 0.5;
        var isOdd = isInteger & ~Vector256.Equals(Vector256.Floor(half), half);
        var result = size | (x & Vector256.Create(-0.0) & isOdd);
        var isRoot = Vector256.LessThan(x, zero) & Vector256.GreaterThan(x, Vector256.Create(double.NegativeInfinity)) & ~isInteger;
        result = Vector256.ConditionalSelect(isRoot, Vector256.Create(double.NaN), result);
        var isOne = Vector256.Equals(x, one) | Vector256.Equals(y, zero) | (Vector256.Equals(x, -one) & Vector256.Equals(Vector256.Abs(y), Vector256.Create(double.PositiveInfinity)));
        return Vector256.ConditionalSelect(isOne, one, result);
    }

    /// <summary>ln x in two numbers, to 2^-64 of it: 2s + ⅔s³ + s⁵·P(s²) with s = f/(2 + f), the first two terms in two numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> High, Vector256<double> Low) LogInTwo(Vector256<double> x)
    {
        var (e, f) = Split(x);
        var divisor = f + Vector256.Create(2.0);
        var divisorLow = f - (divisor - Vector256.Create(2.0));
        var s = f / divisor;
        var product = s * divisor;
        var sLow = (f - product - ProductError(s, divisor, product) - s * divisorLow) / divisor;
        var z = s * s;
        var zLow = ProductError(s, s, z) + (s + s) * sLow;
        var cube = s * z;
        var cubeLow = ProductError(s, z, cube) + s * zLow + sLow * z;
        var third = cube * (2.0 / 3);
        var thirdLow = ProductError(cube, Vector256.Create(2.0 / 3), third) + cubeLow * (2.0 / 3) + cube * 3.700743415417189e-17;
        var p = Vector256.Create(0.13196237966737007);
        p = Next(p, z, 0.13256829902656858);
        p = Next(p, z, 0.15386756673316335);
        p = Next(p, z, 0.18181784385365715);
        p = Next(p, z, 0.22222222519653659);
        p = Next(p, z, 0.28571428570101526);
        p = Next(p, z, 0.4000000000000225);
        var low = cube * z * p + thirdLow + (sLow + sLow) + e * Vector256.Create(Ln2Low);
        // Ordered by size: e · ln 2 is 0 or the largest.
        var (high, rest) = Sum(s + s, third);
        var (total, more) = Sum(e * Vector256.Create(Ln2High), high);
        var (log, least) = Sum(total, more + rest + low);
        var isFinite = Vector256.GreaterThan(x, Vector256<double>.Zero) & Vector256.LessThan(x, Vector256.Create(double.PositiveInfinity));
        return (EndsOfLog(x, log), least & isFinite);
    }

    /// <summary>a + b and its rounding error (Knuth).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> High, Vector256<double> Low) Sum(Vector256<double> a, Vector256<double> b)
    {
        var sum = a + b;
        var part = sum - a;
        return (sum, a - (sum - part) + (b - part));
    }

    /// <summary>The rounding error of a product, from halves of the factors (Dekker): the same with and without a fused multiply-add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ProductError(Vector256<double> a, Vector256<double> b, Vector256<double> product)
    {
        var mask = Vector256.Create(~0x7FFFFFFL).AsDouble();
        var (a1, b1) = (a & mask, b & mask);
        var (a2, b2) = (a - a1, b - b1);
        return a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2;
    }
}
