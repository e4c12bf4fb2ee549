using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormGen.Kernels;

/// <summary>
/// The order in which the sixteen elements of a vector of halves stand while they are computed with: those with even numbers, then those with odd ones. A pair of halves is 32 bits, of which a shift leaves one half as float32 and a mask the other, and
/// two such vectors are one of halves again by a shift and a blend; the order of memory would cost operations between lanes each time. What stands beside halves and is none is kept in this order (<c>Simd.LoadLanes</c>): sums, scratch, and a copy of
/// gains. The end of a row, fewer elements than a vector holds, is in memory in its own order everywhere.
/// </summary>
internal static class LaneOrder
{
    /// <summary>Whether the elements of halves stand in an order of their own. A vector that is one register is widened and shortened by one operation, in order.</summary>
    internal static bool IsOwn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx2.IsSupported && !Vector512.IsHardwareAccelerated;
    }

    /// <summary>Whether vectors beside rows of a type have another order than memory.</summary>
    /// <typeparam name="S">The stored type of the rows.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Differs<S, T>() where S : unmanaged where T : unmanaged => typeof(S) != typeof(T) && IsOwn;

    /// <summary>Reads float32 numbers that lie in the order of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Load(ref float row, nuint index)
        => Dealt(Vector256.Create(Vector128.LoadUnsafe(ref row, index), Vector128.LoadUnsafe(ref row, index + 8)), Vector256.Create(Vector128.LoadUnsafe(ref row, index + 4), Vector128.LoadUnsafe(ref row, index + 12)));

    /// <summary>Writes float32 numbers in the order of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(ref float row, nuint index, Vector512<float> value)
    {
        var (first, second) = (Avx.UnpackLow(value.GetLower(), value.GetUpper()), Avx.UnpackHigh(value.GetLower(), value.GetUpper()));
        first.GetLower().StoreUnsafe(ref row, index);
        second.GetLower().StoreUnsafe(ref row, index + 4);
        first.GetUpper().StoreUnsafe(ref row, index + 8);
        second.GetUpper().StoreUnsafe(ref row, index + 12);
    }

    /// <summary>From the order of memory to that of halves.</summary>
    /// <typeparam name="S">The stored type of the rows beside it; the vector stays as it is where that is no half, or needs no order of its own.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> FromMemory<S, T>(Vector512<T> value) where S : unmanaged where T : unmanaged
    {
        if (!Differs<S, T>()) return value;
        var (lower, upper) = (value.GetLower().AsSingle(), value.GetUpper().AsSingle());
        return Dealt(Vector256.Create(lower.GetLower(), upper.GetLower()), Vector256.Create(lower.GetUpper(), upper.GetUpper())).As<float, T>();
    }

    /// <summary>From the order of halves to that of memory.</summary>
    /// <inheritdoc cref="FromMemory{S, T}"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> ToMemory<S, T>(Vector512<T> value) where S : unmanaged where T : unmanaged
    {
        if (!Differs<S, T>()) return value;
        var (even, odd) = (value.GetLower().AsSingle(), value.GetUpper().AsSingle());
        var (first, second) = (Avx.UnpackLow(even, odd), Avx.UnpackHigh(even, odd));
        return Vector512.Create(Vector256.Create(first.GetLower(), second.GetLower()), Vector256.Create(first.GetUpper(), second.GetUpper())).As<float, T>();
    }

    /// <summary>Elements with even numbers, then those with odd ones, of 0 to 3 and 8 to 11, and 4 to 7 and 12 to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Dealt(Vector256<float> first, Vector256<float> second) => Vector512.Create(Avx.Shuffle(first, second, 0b10_00_10_00), Avx.Shuffle(first, second, 0b11_01_11_01));
}
