using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

public static partial class Simd
{
    /// <summary>The nearest integer, the even one of two.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Round<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? Vector512.Round(a.AsSingle()).As<float, T>() : Vector512.Round(a.AsDouble()).As<double, T>();

    /// <summary>The largest integer that is not above.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Floor<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? Vector512.Floor(a.AsSingle()).As<float, T>() : Vector512.Floor(a.AsDouble()).As<double, T>();

    /// <summary>The smallest integer that is not below.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Ceiling<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? Vector512.Ceiling(a.AsSingle()).As<float, T>() : Vector512.Ceiling(a.AsDouble()).As<double, T>();

    /// <summary>The integer towards zero.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Truncate<T>(Vector512<T> a) where T : unmanaged
        => typeof(T) == typeof(float) ? Vector512.Truncate(a.AsSingle()).As<float, T>() : Vector512.Truncate(a.AsDouble()).As<double, T>();
}
