using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

public static partial class Simd
{
    /// <summary>e^a, within two units in the last place.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? VectorMath.Exp(a.AsSingle()).As<float, T>() : VectorMath.Exp(a.AsDouble()).As<double, T>();

    /// <summary>ln a, within two units in the last place.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? VectorMath.Log(a.AsSingle()).As<float, T>() : VectorMath.Log(a.AsDouble()).As<double, T>();

    /// <summary>1/(1 + e^-a), within two units in the last place, also where e^-a overflows.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sigmoid<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? VectorMath.Sigmoid(a.AsSingle()).As<float, T>() : VectorMath.Sigmoid(a.AsDouble()).As<double, T>();

    /// <summary>tanh a, within two units in the last place.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Tanh<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? VectorMath.Tanh(a.AsSingle()).As<float, T>() : VectorMath.Tanh(a.AsDouble()).As<double, T>();

    /// <summary>The error function, within two units in the last place.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Erf<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? VectorMath.Erf(a.AsSingle()).As<float, T>() : VectorMath.Erf(a.AsDouble()).As<double, T>();

    /// <summary>a^b, within two units in the last place, with the special cases of <see cref="Math.Pow"/>: kernels raise to a constant power by roots and products where they can.</summary>
    /// <param name="a">The base.</param>
    /// <param name="b">The exponent.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Power<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged
        => typeof(T) == typeof(float) ? VectorMath.Power(a.AsSingle(), b.AsSingle()).As<float, T>() : VectorMath.Power(a.AsDouble(), b.AsDouble()).As<double, T>();
}
