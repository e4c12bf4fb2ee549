using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <content>ln x = e · ln 2 + ln(1 + f), where x = 2^e · (1 + f) and 1 + f lies between √½ and √2: f is exact, and near x = 1, where the result is small, e is 0.</content>
internal static partial class VectorMath
{
    /// <summary>The bits of √½.</summary>
    private const int RootHalfSingle = 0x3F3504F3;

    /// <summary>The bits of √½.</summary>
    private const long RootHalf = 0x3FE6A09E_667F3BCD;

    /// <summary>The first part of ln 2, its lower half zero (fdlibm): its product with an exponent is exact.</summary>
    private const double Ln2High = 0.6931471803691238;

    /// <summary>What is left of ln 2.</summary>
    private const double Ln2Low = 1.9082149292705877e-10;

    /// <summary>ln x, with ln(1 + f) = f - f²/2 + f³·P(f).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Log(Vector256<float> x)
    {
        var denormal = Vector256.LessThan(x, Vector256.Create(1.17549435e-38f));
        var bits = Vector256.ConditionalSelect(denormal, x * 33554432f, x).AsInt32() + Vector256.Create(0x3F800000 - RootHalfSingle);
        var e = Vector256.ConvertToSingle((bits >> 23) - Vector256.Create(127)) - (denormal & Vector256.Create(25f));
        var f = ((bits & Vector256.Create(0x7FFFFF)) + Vector256.Create(RootHalfSingle)).AsSingle() - Vector256<float>.One;
        var z = f * f;
        var p = Vector256.Create(0.0691576987f);
        p = Next(p, f, -0.11790039f);
        p = Next(p, f, 0.118729154f);
        p = Next(p, f, -0.123843124f);
        p = Next(p, f, 0.142186642f);
        p = Next(p, f, -0.166692523f);
        p = Next(p, f, 0.200022261f);
        p = Next(p, f, -0.249999866f);
        p = Next(p, f, 0.333333105f);
        var rest = Vector256.MultiplyAddEstimate(f * z, p, e * Vector256.Create(-2.12194440e-4f)) - z * Vector256.Create(0.5f);
        return EndsOfLog(x, e * Vector256.Create(0.693359375f) + (f + rest));
    }

    /// <summary>ln x, with ln(1 + f) = f - (f²/2 - s·(f²/2 + R(s²))) and s = f/(2 + f), as in fdlibm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Log(Vector256<double> x)
    {
        var (e, f) = Split(x);
        var s = f / (Vector256.Create(2.0) + f);
        var z = s * s;
        var p = Vector256.Create(0.14796031949589245);
        p = Next(p, z, 0.15314045051705943);
        p = Next(p, z, 0.18183564426008977);
        p = Next(p, z, 0.22222198573599794);
        p = Next(p, z, 0.28571428742360744);
        p = Next(p, z, 0.39999999999414892);
        p = Next(p, z, 0.6666666666666734);
        var half = f * f * Vector256.Create(0.5);
        var rest = half - Vector256.MultiplyAddEstimate(s, Vector256.MultiplyAddEstimate(z, p, half), e * Vector256.Create(Ln2Low));
        return EndsOfLog(x, e * Vector256.Create(Ln2High) - (rest - f));
    }

    /// <summary>The exponent and the fraction of a positive number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Exponent, Vector256<double> Fraction) Split(Vector256<double> x)
    {
        var denormal = Vector256.LessThan(x, Vector256.Create(2.2250738585072014e-308));
        var bits = Vector256.ConditionalSelect(denormal, x * 18014398509481984.0, x).AsInt64() + Vector256.Create(0x3FF00000_00000000 - RootHalf);
        // The exponent below the bits of 2^52 is 2^52 and the exponent, as a number.
        var e = ((bits >>> 52) | Vector256.Create(4503599627370496.0).AsInt64()).AsDouble() - Vector256.Create(4503599627370496.0 + 1023) - (denormal & Vector256.Create(54.0));
        return (e, ((bits & Vector256.Create(0xFFFFF_FFFFFFFFL)) + Vector256.Create(RootHalf)).AsDouble() - Vector256<double>.One);
    }

    /// <summary>ln 0 = -∞, ln ∞ = ∞; below 0 there is no number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> EndsOfLog(Vector256<float> x, Vector256<float> log)
    {
        var beyond = Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<float>.Zero), Vector256.Create(float.NegativeInfinity), Vector256.Create(float.NaN));
        log = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(float.PositiveInfinity)), log, x);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero), log, beyond);
    }

    /// <summary>ln 0 = -∞, ln ∞ = ∞; below 0 there is no number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> EndsOfLog(Vector256<double> x, Vector256<double> log)
    {
        var beyond = Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<double>.Zero), Vector256.Create(double.NegativeInfinity), Vector256.Create(double.NaN));
        log = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(double.PositiveInfinity)), log, x);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<double>.Zero), log, beyond);
    }
}
