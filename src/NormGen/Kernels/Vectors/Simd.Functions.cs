using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

public static partial class Simd
{
    /// <summary>e^a, within two units in the last place.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? Vector512.Exp(a.AsSingle()).As<float, T>() : Vector512.Exp(a.AsDouble()).As<double, T>();

    /// <summary>ln a, within four units in the last place.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? Vector512.Log(a.AsSingle()).As<float, T>() : Vector512.Log(a.AsDouble()).As<double, T>();

    /// <summary>1/(1 + e^-a), within four units in the last place; 0 where e^-a overflows, as libtorch has it.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sigmoid<T>(Vector512<T> a) where T : unmanaged => Vector512<T>.One / (Vector512<T>.One + Exp(-a));

    /// <summary>tanh a. In float by way of double, which keeps it within one unit in the last place.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Tanh<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float)
            ? Vector512.Narrow(VectorMath.Tanh(Vector512.WidenLower(a.AsSingle())), VectorMath.Tanh(Vector512.WidenUpper(a.AsSingle()))).As<float, T>()
            : VectorMath.Tanh(a.AsDouble()).As<double, T>();

    /// <summary>The error function. In float by way of double.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Erf<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float)
            ? Vector512.Narrow(VectorMath.Erf(Vector512.WidenLower(a.AsSingle())), VectorMath.Erf(Vector512.WidenUpper(a.AsSingle()))).As<float, T>()
            : VectorMath.Erf(a.AsDouble()).As<double, T>();

    /// <summary>a^b, element by element as <see cref="Math.Pow"/> has it: kernels raise to a constant power by roots and products where they can.</summary>
    /// <param name="a">The base.</param>
    /// <param name="b">The exponent.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector512<T> Power<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged
    {
        var result = a;
        ref var target = ref Unsafe.As<Vector512<T>, T>(ref result);
        for (var i = 0; i < Vector512<T>.Count; i++) Write(ref Unsafe.Add(ref target, i), Math.Pow(Read(a.GetElement(i)), Read(b.GetElement(i))));
        return result;
    }
}
