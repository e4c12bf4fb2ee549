using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;

namespace NormGen.Kernels;

/// <content>
/// Rows of the type that is computed in, beside rows of tensors. Gains, sums and scratch lie in the order that vectors of the stored type have (<see cref="LaneOrder"/>), the elements of others are brought into it, and back; where stored and computed type are the same, nothing is done.
/// </content>
public static partial class Simd
{
    /// <summary>Reads a vector of a row that lies in the order of memory; lanes of elements from <paramref name="lanes"/> on are zero and not read.</summary>
    /// <typeparam name="S">The stored type of the rows beside it.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load<S, T>(ref T row, nuint index, nuint lanes) where S : unmanaged where T : unmanaged
    {
        var value = LaneOrder.Differs<S, T>() && lanes >= (nuint)Vector512<T>.Count ? LaneOrder.Load(ref Unsafe.As<T, float>(ref row), index).As<float, T>() : LoadLanes<S, T>(ref row, index, lanes);
        return LaneOrder.Differs<S, T>() && typeof(S) == typeof(BFloat16) ? HalfTypes.WithQuietNaN(value.As<T, float>()).As<float, T>() : value;
    }

    /// <summary>A number of a caller as it is read beside rows.</summary>
    /// <typeparam name="S">The stored type of the rows beside it.</typeparam>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Beside<S>(double value) where S : unmanaged => typeof(S) == typeof(BFloat16) && double.IsNaN(value) ? double.NaN : value;

    /// <summary>Writes the first <paramref name="lanes"/> elements of a vector in the order of memory.</summary>
    /// <typeparam name="S">The stored type of the rows beside it.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    /// <param name="value">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<S, T>(ref T row, nuint index, nuint lanes, Vector512<T> value) where S : unmanaged where T : unmanaged
    {
        if (LaneOrder.Differs<S, T>() && lanes >= (nuint)Vector512<T>.Count) LaneOrder.Store(ref Unsafe.As<T, float>(ref row), index, value.As<T, float>());
        else StoreLanes<S, T>(ref row, index, lanes, value);
    }

    /// <summary>Reads a vector of a row that lies in the order of vectors of the stored type, its end aside; lanes of elements from <paramref name="lanes"/> on are zero and not read.</summary>
    /// <typeparam name="S">The stored type of the rows beside it.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadLanes<S, T>(ref T row, nuint index, nuint lanes) where S : unmanaged where T : unmanaged
        => lanes >= (nuint)Vector512<T>.Count ? Halves.Load(ref row, index) : LaneOrder.FromMemory<S, T>(LoadPart(ref row, index, lanes));

    /// <summary>Writes the first <paramref name="lanes"/> elements of a vector in the order that it has, the end of a row in that of memory.</summary>
    /// <inheritdoc cref="Store{S, T}(ref T, nuint, nuint, Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLanes<S, T>(ref T row, nuint index, nuint lanes, Vector512<T> value) where S : unmanaged where T : unmanaged
    {
        if (lanes >= (nuint)Vector512<T>.Count) value.StoreUnsafe(ref row, index);
        else StorePart(ref row, index, lanes, LaneOrder.ToMemory<S, T>(value));
    }

    /// <summary>Adds to the first <paramref name="lanes"/> elements of a sum, which lies in the order of vectors of the stored type.</summary>
    /// <inheritdoc cref="Store{S, T}(ref T, nuint, nuint, Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<S, T>(ref T row, nuint index, nuint lanes, Vector512<T> value) where S : unmanaged where T : unmanaged
        => StoreLanes<S, T>(ref row, index, lanes, LoadLanes<S, T>(ref row, index, lanes) + value);

    /// <inheritdoc cref="AddDeviations{T}(ref T, ref T, nuint, nuint, Vector512{T}, Vector512{T}, Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddDeviations<S, T>(ref T sums, ref T deviations, nuint index, nuint lanes, Vector512<T> value, Vector512<T> inverse, Vector512<T> weight) where S : unmanaged where T : unmanaged
    {
        var sum = LoadLanes<S, T>(ref sums, index, lanes) + value;
        StoreLanes<S, T>(ref sums, index, lanes, sum);
        var difference = MultiplyAdd(sum, inverse, value);
        StoreLanes<S, T>(ref deviations, index, lanes, MultiplyAdd(difference * difference, weight, LoadLanes<S, T>(ref deviations, index, lanes)));
    }

    /// <summary>Keeps the larger of the first <paramref name="lanes"/> elements in memory and a vector's.</summary>
    /// <inheritdoc cref="Store{S, T}(ref T, nuint, nuint, Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Raise<S, T>(ref T row, nuint index, nuint lanes, Vector512<T> value) where S : unmanaged where T : unmanaged
        => StoreLanes<S, T>(ref row, index, lanes, Maximum(LoadLanes<S, T>(ref row, index, lanes), value));

    /// <summary>Keeps the smaller of the first <paramref name="lanes"/> elements in memory and a vector's.</summary>
    /// <inheritdoc cref="Store{S, T}(ref T, nuint, nuint, Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lower<S, T>(ref T row, nuint index, nuint lanes, Vector512<T> value) where S : unmanaged where T : unmanaged
        => StoreLanes<S, T>(ref row, index, lanes, Minimum(LoadLanes<S, T>(ref row, index, lanes), value));

    /// <summary>The vector with <paramref name="fill"/> in the lanes of elements from <paramref name="lanes"/> on.</summary>
    /// <typeparam name="S">The stored type of the rows it was computed from.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <param name="value">The vector.</param>
    /// <param name="lanes">How many lanes stay.</param>
    /// <param name="fill">What the others hold: zero, or negative infinity for a maximum.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Keep<S, T>(Vector512<T> value, nuint lanes, double fill = 0) where S : unmanaged where T : unmanaged
        => lanes >= (nuint)Vector512<T>.Count ? value : LaneOrder.FromMemory<S, T>(KeepPart(LaneOrder.ToMemory<S, T>(value), lanes, fill));

    /// <summary>The sum of all lanes, taken pairwise in the order of elements: the same bits as of the same numbers in the computed type.</summary>
    /// <typeparam name="S">The stored type of the rows it was computed from.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <param name="value">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum<S, T>(Vector512<T> value) where S : unmanaged where T : unmanaged => Sum(LaneOrder.ToMemory<S, T>(value));
}
