using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

public static partial class Simd
{
    /// <summary>a · b + c, in one rounding where the processor does it as fast (a fused operation in software is sixteen times slower).</summary>
    /// <param name="a">A factor.</param>
    /// <param name="b">A factor.</param>
    /// <param name="c">The addend.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) where T : unmanaged
        => typeof(T) == typeof(float) ? Vector512.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector512.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    /// <summary>√a</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt<T>(Vector512<T> a) where T : unmanaged => Vector512.Sqrt(a);

    /// <summary>1/√a, by an exact root and an exact division.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Rsqrt<T>(Vector512<T> a) where T : unmanaged => Vector512<T>.One / Vector512.Sqrt(a);

    /// <summary>1/a</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Reciprocal<T>(Vector512<T> a) where T : unmanaged => Vector512<T>.One / a;

    /// <summary>|a|</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Abs<T>(Vector512<T> a) where T : unmanaged => Vector512.Abs(a);

    /// <summary>-1, 0 or 1; 0 for NaN, as torch has it.</summary>
    /// <param name="a">The operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sign<T>(Vector512<T> a) where T : unmanaged
        => (Vector512.GreaterThan(a, Vector512<T>.Zero) & Vector512<T>.One) - (Vector512.LessThan(a, Vector512<T>.Zero) & Vector512<T>.One);

    // The processor's own choice is b where either is NaN, or both are zeros of any sign, as in torch.

    /// <summary>The smaller; NaN if either is.</summary>
    /// <param name="a">An operand.</param>
    /// <param name="b">An operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Minimum<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged => Halves.Select(Vector512.Equals(a, a), Vector512.MinNative(a, b), a);

    /// <summary>The larger; NaN if either is.</summary>
    /// <param name="a">An operand.</param>
    /// <param name="b">An operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Maximum<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged => Halves.Select(Vector512.Equals(a, a), Vector512.MaxNative(a, b), a);

    /// <summary>1 where a &lt; b, else 0.</summary>
    /// <param name="a">An operand.</param>
    /// <param name="b">An operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Less<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged => Vector512.LessThan(a, b) & Vector512<T>.One;

    /// <summary>1 where a ≤ b, else 0.</summary>
    /// <param name="a">An operand.</param>
    /// <param name="b">An operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LessOrEqual<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged => Vector512.LessThanOrEqual(a, b) & Vector512<T>.One;

    /// <summary>1 where a = b, else 0.</summary>
    /// <param name="a">An operand.</param>
    /// <param name="b">An operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Equal<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged => Vector512.Equals(a, b) & Vector512<T>.One;

    /// <summary>a where the condition is not 0, else b.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="a">The value where it holds.</param>
    /// <param name="b">The value elsewhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Select<T>(Vector512<T> condition, Vector512<T> a, Vector512<T> b) where T : unmanaged
        => Halves.Select(Vector512.Equals(condition, Vector512<T>.Zero), b, a);

    /// <summary>x where a &lt; b, else y.</summary>
    /// <param name="a">An operand of the comparison.</param>
    /// <param name="b">An operand of the comparison.</param>
    /// <param name="x">The value where it holds.</param>
    /// <param name="y">The value elsewhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> SelectIfLess<T>(Vector512<T> a, Vector512<T> b, Vector512<T> x, Vector512<T> y) where T : unmanaged
        => Halves.Select(Vector512.LessThan(a, b), x, y);

    /// <summary>x where a ≤ b, else y.</summary>
    /// <param name="a">An operand of the comparison.</param>
    /// <param name="b">An operand of the comparison.</param>
    /// <param name="x">The value where it holds.</param>
    /// <param name="y">The value elsewhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> SelectIfLessOrEqual<T>(Vector512<T> a, Vector512<T> b, Vector512<T> x, Vector512<T> y) where T : unmanaged
        => Halves.Select(Vector512.LessThanOrEqual(a, b), x, y);

    /// <summary>x where a = b, else y.</summary>
    /// <param name="a">An operand of the comparison.</param>
    /// <param name="b">An operand of the comparison.</param>
    /// <param name="x">The value where it holds.</param>
    /// <param name="y">The value elsewhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> SelectIfEqual<T>(Vector512<T> a, Vector512<T> b, Vector512<T> x, Vector512<T> y) where T : unmanaged
        => Halves.Select(Vector512.Equals(a, b), x, y);
}
