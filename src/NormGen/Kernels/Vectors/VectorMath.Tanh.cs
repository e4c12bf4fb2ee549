using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <content>tanh x = x + x·z·R(z) with z = x² up to 0.625, ±(1 - 2/(e^2|x| + 1)) beyond.</content>
internal static partial class VectorMath
{
    /// <summary>tanh x</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Tanh(Vector256<float> x)
    {
        var z = x * x;
        var p = Vector256.Create(-0.00571717316f);
        p = Next(p, z, 0.0206507959f);
        p = Next(p, z, -0.053743601f);
        p = Next(p, z, 0.133314931f);
        p = Next(p, z, -0.33333284f);
        var small = Vector256.MultiplyAddEstimate(x * z, p, x);
        var size = Vector256.Abs(x);
        var large = Vector256<float>.One - Vector256.Create(2f) / (Exp(size + size) + Vector256<float>.One);
        return Vector256.CopySign(Vector256.ConditionalSelect(Vector256.GreaterThan(size, Vector256.Create(0.625f)), large, small), x);
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
