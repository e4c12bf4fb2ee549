using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormGen.Kernels;

/// <summary>
/// Memory operations on vectors that are two registers where the processor has none of their width. As one operation a load goes through the stack there (a slot of which may lie across two
/// cache lines), and a streaming store becomes a plain one; as two of half the width both stay what they are.
/// </summary>
internal static unsafe class Halves
{
    /// <summary>Reads a vector.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Load<T>(ref T row, nuint index)
        => Vector512.IsHardwareAccelerated ? Vector512.LoadUnsafe(ref row, index)
            : Vector512.Create(Vector256.LoadUnsafe(ref row, index), Vector256.LoadUnsafe(ref row, index + (nuint)Vector256<T>.Count));

    /// <summary>a where a comparison held, else b: as one operation without such a register it becomes four of logic.</summary>
    /// <param name="condition">What a comparison gave: all bits of a lane, or none.</param>
    /// <param name="a">The value where it held.</param>
    /// <param name="b">The value elsewhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Select<T>(Vector512<T> condition, Vector512<T> a, Vector512<T> b)
        => Vector512.IsHardwareAccelerated ? Vector512.ConditionalSelect(condition, a, b)
            : Vector512.Create(Vector256.ConditionalSelect(condition.GetLower(), a.GetLower(), b.GetLower()), Vector256.ConditionalSelect(condition.GetUpper(), a.GetUpper(), b.GetUpper()));

    /// <summary>Writes a vector past the cache.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="target">Where to: the beginning of a cache line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StorePastCache<T>(Vector512<T> value, T* target) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated)
        {
            value.StoreAlignedNonTemporal(target);
            return;
        }

        value.GetLower().StoreAlignedNonTemporal(target);
        value.GetUpper().StoreAlignedNonTemporal(target + Vector256<T>.Count);
    }

    /// <summary>Whether products are subtracted in one operation on each half: of a vector of that width it would be two, the sign of a factor being changed first.</summary>
    internal static bool AreFused
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fma.IsSupported && !Vector512.IsHardwareAccelerated;
    }

    /// <summary>a - b · c, where <see cref="AreFused"/> holds.</summary>
    /// <param name="a">What is subtracted from.</param>
    /// <param name="b">A factor.</param>
    /// <param name="c">A factor.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> SubtractProduct(Vector512<float> a, Vector512<float> b, Vector512<float> c)
        => Vector512.Create(Fma.MultiplyAddNegated(b.GetLower(), c.GetLower(), a.GetLower()), Fma.MultiplyAddNegated(b.GetUpper(), c.GetUpper(), a.GetUpper()));

    /// <inheritdoc cref="SubtractProduct(Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> SubtractProduct(Vector512<double> a, Vector512<double> b, Vector512<double> c)
        => Vector512.Create(Fma.MultiplyAddNegated(b.GetLower(), c.GetLower(), a.GetLower()), Fma.MultiplyAddNegated(b.GetUpper(), c.GetUpper(), a.GetUpper()));

    /// <summary>a · b - c, where <see cref="AreFused"/> holds.</summary>
    /// <param name="a">A factor.</param>
    /// <param name="b">A factor.</param>
    /// <param name="c">What is subtracted.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> MultiplySubtract(Vector512<float> a, Vector512<float> b, Vector512<float> c)
        => Vector512.Create(Fma.MultiplySubtract(a.GetLower(), b.GetLower(), c.GetLower()), Fma.MultiplySubtract(a.GetUpper(), b.GetUpper(), c.GetUpper()));

    /// <inheritdoc cref="MultiplySubtract(Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> MultiplySubtract(Vector512<double> a, Vector512<double> b, Vector512<double> c)
        => Vector512.Create(Fma.MultiplySubtract(a.GetLower(), b.GetLower(), c.GetLower()), Fma.MultiplySubtract(a.GetUpper(), b.GetUpper(), c.GetUpper()));
}
