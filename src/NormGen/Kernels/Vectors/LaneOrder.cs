using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormGen.Kernels;

/// <summary>
/// The order in which the sixteen elements of a vector of halves stand while they are computed with. AVX2 widens and shortens within quarters of the vector: what is widened has its middle quarters exchanged, and shortening puts them back. To set
/// them right would take an operation more for each vector read or written, the dearest of all. Instead, what stands beside halves and is none (gains, sums, scratch) is read and written by quarters, which costs next to nothing.
/// </summary>
internal static class LaneOrder
{
    /// <summary>Whether the middle quarters of vectors of halves are exchanged. A vector that is one register is widened in order.</summary>
    internal static bool IsExchanged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx2.IsSupported && !Vector512.IsHardwareAccelerated;
    }

    /// <summary>Reads float32 numbers in the order of halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Load(ref float row, nuint index)
        => Vector512.Create(
            Vector256.Create(Vector128.LoadUnsafe(ref row, index), Vector128.LoadUnsafe(ref row, index + 8)),
            Vector256.Create(Vector128.LoadUnsafe(ref row, index + 4), Vector128.LoadUnsafe(ref row, index + 12)));

    /// <summary>Writes float32 numbers that stand in the order of halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(ref float row, nuint index, Vector512<float> value)
    {
        var (first, second) = (value.GetLower(), value.GetUpper());
        first.GetLower().StoreUnsafe(ref row, index);
        second.GetLower().StoreUnsafe(ref row, index + 4);
        first.GetUpper().StoreUnsafe(ref row, index + 8);
        second.GetUpper().StoreUnsafe(ref row, index + 12);
    }

    /// <summary>From one order to the other.</summary>
    /// <typeparam name="S">The stored type of the rows beside it; the vector stays as it is where that is no half, or needs no order of its own.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Exchange<S, T>(Vector512<T> value)
    {
        if (typeof(S) == typeof(T) || !IsExchanged) return value;
        var (lower, upper) = (value.GetLower(), value.GetUpper());
        return Vector512.Create(Vector256.Create(lower.GetLower(), upper.GetLower()), Vector256.Create(lower.GetUpper(), upper.GetUpper()));
    }
}
