using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <content>
/// Functions of elements. Kernels compute them for up to <see cref="Block"/> elements at a time and then read the values: a call for each vector would send everything else that the kernel holds in registers through
/// memory. Arguments that are elements of a row, multiplied by a number or moved by one, are made on the way; others are collected first, and replaced.
/// </content>
public static partial class Simd
{
    /// <summary>The most parts of rows that kernels take at a time.</summary>
    public const int MostUnits = 4;

    /// <summary>How many elements of a row kernels compute functions of at a time. A multiple of any vector's length; float64 blocks of it lie in the first cache, a handful side by side.</summary>
    public const nuint Block = 512;

    /// <summary>e^a, within two units in the last place.</summary>
    /// <param name="values">The first of the operands, which the values replace. Whole turns of 128 bytes are read and written: there must be room for one behind the last.</param>
    /// <param name="count">How many.</param>
    public static void Exp<T>(ref T values, nuint count) where T : unmanaged => VectorMath.Replace<VectorMath.ExpFunction, T>(ref values, count);

    /// <summary>ln a, within two units in the last place.</summary>
    /// <inheritdoc cref="Exp{T}(ref T, nuint)"/>
    public static void Log<T>(ref T values, nuint count) where T : unmanaged => VectorMath.Replace<VectorMath.LogFunction, T>(ref values, count);

    /// <summary>1/(1 + e^-a), within two units in the last place, also where e^-a overflows.</summary>
    /// <inheritdoc cref="Exp{T}(ref T, nuint)"/>
    public static void Sigmoid<T>(ref T values, nuint count) where T : unmanaged => VectorMath.Replace<VectorMath.SigmoidFunction, T>(ref values, count);

    /// <summary>tanh a, within two units in the last place.</summary>
    /// <inheritdoc cref="Exp{T}(ref T, nuint)"/>
    public static void Tanh<T>(ref T values, nuint count) where T : unmanaged => VectorMath.Replace<VectorMath.TanhFunction, T>(ref values, count);

    /// <summary>The error function, within two units in the last place.</summary>
    /// <inheritdoc cref="Exp{T}(ref T, nuint)"/>
    public static void Erf<T>(ref T values, nuint count) where T : unmanaged => VectorMath.Replace<VectorMath.ErfFunction, T>(ref values, count);

    /// <summary>a^b, within two units in the last place, with the special cases of <see cref="Math.Pow"/>: kernels raise to a constant power by roots and products where they can.</summary>
    /// <param name="a">The base.</param>
    /// <param name="b">The exponent.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Power<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged
        => typeof(T) == typeof(float) ? VectorMath.Power(a.AsSingle(), b.AsSingle()).As<float, T>() : VectorMath.Power(a.AsDouble(), b.AsDouble()).As<double, T>();
}
