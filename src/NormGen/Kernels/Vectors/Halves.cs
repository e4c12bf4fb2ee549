using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
}
