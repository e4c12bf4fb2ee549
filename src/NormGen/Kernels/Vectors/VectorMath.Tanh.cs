using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <content>tanh x = x + x·z·R(z) with z = x² up to 0.625, ±(1 - 2/(e^2|x| + 1)) beyond.</content>
internal static partial class VectorMath
{
    /// <summary>tanh x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Tanh(in Four x)
    {
        var large = Vector256<float>.One - Vector256.Create(2f) / (Exp((x & Vector256.Create(int.MaxValue).AsSingle()) * Vector256.Create(2f)) + Vector256<float>.One);
        var z = x * x;
        var p = Four.MultiplyAdd(z, Vector256.Create(-0.00571717316f), Vector256.Create(0.0206507959f));
        p = Next(p, z, -0.053743601f);
        p = Next(p, z, 0.133314931f);
        p = Next(p, z, -0.33333284f);
        return Four.ByReach(x, 0.625f, large, Four.MultiplyAdd(x * z, p, x));
    }

    /// <summary>tanh x, with the rational R of the Cephes library (Moshier).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Tanh(Vector256<double> x)
    {
        var z = x * x;
        var p = Vector256.Create(-9.64399179425052238628E-1);
        p = Next(p, z, -9.92877231001918586564E1);
        p = Next(p, z, -1.61468768441708447952E3);
        var q = Vector256<double>.One;
        q = Next(q, z, 1.12811678491632931402E2);
        q = Next(q, z, 2.23548839060100448583E3);
        q = Next(q, z, 4.84406305325125486048E3);
        var small = Vector256.MultiplyAddEstimate(x * z, p / q, x);
        var size = Vector256.Abs(x);
        var large = Vector256<double>.One - Vector256.Create(2.0) / (Exp(size + size) + Vector256<double>.One);
        return Vector256.CopySign(Vector256.ConditionalSelect(Vector256.GreaterThan(size, Vector256.Create(0.625)), large, small), x);
    }
}
