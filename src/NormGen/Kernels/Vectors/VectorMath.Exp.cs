using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <content>e^x = 2^n · e^r with n = round(x / ln 2): ln 2 in two parts, so that n times the first is exact; e^r = 1 + r + r²·P(r). 2^n is multiplied in two steps, both normal numbers, of which the last alone rounds, where the result is denormal. It is a product and no addition to the exponent, which would make numbers of NaN.</content>
internal static partial class VectorMath
{
    /// <summary>1.5 · 2^23: added to a small number it leaves its nearest integer in the lowest bits.</summary>
    private const float RounderSingle = 12582912;

    /// <summary>1.5 · 2^52: added to a small number it leaves its nearest integer in the lowest bits.</summary>
    private const double Rounder = 6755399441055744;

    /// <summary>2^64</summary>
    private const float Up64 = 1.8446744e19f;

    /// <summary>2^-64</summary>
    private const float Down64 = 5.42101086e-20f;

    /// <summary>e^x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Exp(Vector256<double> x) => ExpOf(x, Vector256<double>.Zero);

    /// <summary>
    /// 1/(1 + e^-x), from e^-|x|, which does not overflow: 1/(1 + e) for positive, e/(1 + e) for negative numbers. The exponent of 2^(n + 64) lies in the lowest bits of the rounded n; 2^64 stays in numerator and
    /// denominator, so that the division alone rounds where the result is denormal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Sigmoid(in Four x)
    {
        var e = Reduced(Four.AtLeast(x | Vector256.Create(-0.0f), Vector256.Create(-105f)), 127 + 64, out var n);
        e *= new Four(Power(n.A), Power(n.B), Power(n.C), Power(n.D));
        return Four.BySign(x, Vector256.Create(Up64), e) / (e + Vector256.Create(Up64));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Power(Vector256<float> rounded) => (rounded.AsInt32() << 23).AsSingle();
    }

    /// <summary>1/(1 + e^-x), as in float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Sigmoid(Vector256<double> x)
    {
        var (e, n) = Reduced(AtLeast(x | Vector256.Create(-0.0), Vector256.Create(-746.0)), Vector256<double>.Zero);
        e = e * PowerOfTwo(n, 64) * Vector256.Create((double)Down64);
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<double>.Zero), e, Vector256<double>.One) / (Vector256<double>.One + e);
    }

    /// <summary>
    /// e^x, with 2^n as the product of the powers of both halves of n: the exponents of both together lie in the lowest bits of the rounded n. Where no result is near the ends of the range, n is added to the exponents instead, which
    /// gives the same bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Exp(in Four x)
    {
        if (Four.AreWithin(x, 87))
        {
            var normal = Reduced(x, 0, out var power);
            return new(Raised(normal.A, power.A), Raised(normal.B, power.B), Raised(normal.C, power.C), Raised(normal.D, power.D));
        }

        var e = Reduced(Four.AtLeast(Four.AtMost(x, Vector256.Create(89f)), Vector256.Create(-105f)), 2 * 127, out var n);
        return new(Scaled(e.A, n.A), Scaled(e.B, n.B), Scaled(e.C, n.C), Scaled(e.D, n.D));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Scaled(Vector256<float> e, Vector256<float> rounded)
        {
            var (both, half) = (rounded.AsInt32(), rounded.AsInt32() >>> 1);
            return e * (half << 23).AsSingle() * ((both - half) << 23).AsSingle();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Raised(Vector256<float> e, Vector256<float> rounded) => (e.AsInt32() + (rounded.AsInt32() << 23)).AsSingle();
    }

    /// <summary>e^(x + low), where low is far smaller than x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ExpOf(Vector256<double> x, Vector256<double> low)
    {
        var (e, n) = Reduced(AtLeast(AtMost(x, Vector256.Create(710.0)), Vector256.Create(-746.0)), low);
        var isNegative = Vector256.LessThan(n, Vector256.Create(Rounder));
        return e * Vector256.ConditionalSelect(isNegative, PowerOfTwo(n, 64), PowerOfTwo(n, -1)) * Vector256.ConditionalSelect(isNegative, Vector256.Create((double)Down64), Vector256.Create(2.0));
    }

    /// <summary>e^r, and n + 1.5 · 2^23 + more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Reduced(in Four x, int more, out Four rounded)
    {
        rounded = Four.MultiplyAdd(x, Vector256.Create(1.44269504f), Vector256.Create(RounderSingle + more));
        var n = rounded - Vector256.Create(RounderSingle + more);
        var r = Four.MultiplyAdd(n, Vector256.Create(2.12194440e-4f), Four.MultiplyAdd(n, Vector256.Create(-0.693359375f), x));
        var p = Four.MultiplyAdd(r, Vector256.Create(0.00139508252f), Vector256.Create(0.00836902516f));
        p = Next(p, r, 0.0416662006f);
        p = Next(p, r, 0.166665177f);
        p = Next(p, r, 0.50000001f);
        p = Next(p, r, 1);
        return Next(p, r, 1);
    }

    /// <summary>e^(r + low), and n + 1.5 · 2^52.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> E, Vector256<double> N) Reduced(Vector256<double> x, Vector256<double> low)
    {
        var rounded = Next(x, Vector256.Create(1.4426950408889634), Rounder);
        var n = rounded - Vector256.Create(Rounder);
        var r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2High), x) - Vector256.MultiplyAddEstimate(n, Vector256.Create(Ln2Low), -low);
        var p = Vector256.Create(2.5118194471900289e-08);
        p = Next(p, r, 2.7631558529095052e-07);
        p = Next(p, r, 2.7557215184150174e-06);
        p = Next(p, r, 2.4801489214814572e-05);
        p = Next(p, r, 0.00019841269918727369);
        p = Next(p, r, 0.0013888888947660308);
        p = Next(p, r, 0.0083333333333065317);
        p = Next(p, r, 0.041666666666513218);
        p = Next(p, r, 0.16666666666666699);
        p = Next(p, r, 0.50000000000000133);
        return (Vector256<double>.One + Vector256.MultiplyAddEstimate(r * r, p, r), rounded);
    }

    /// <summary>2^(n + more) from n + 1.5 · 2^52.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowerOfTwo(Vector256<double> rounded, int more) => ((rounded.AsInt64() << 52) + Vector256.Create((1023L + more) << 52)).AsDouble();
}
