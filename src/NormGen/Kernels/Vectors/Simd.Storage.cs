using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace NormGen.Kernels;

/// <content>Rows of tensors, whose stored type may be shorter than the one that kernels compute in: bfloat16 and float16 are widened to float when read, and rounded to the nearest (ties to even) once, when written.</content>
public static partial class Simd
{
    /// <summary>Reads a vector; lanes from <paramref name="lanes"/> on are zero and not read.</summary>
    /// <typeparam name="S">The stored type.</typeparam>
    /// <typeparam name="T">The computed type: the same, or <see cref="float"/> for the half types.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Widen<S, T>(ref S row, nuint index, nuint lanes) where S : unmanaged where T : unmanaged
    {
        if (typeof(S) == typeof(T)) return Load(ref Unsafe.As<S, T>(ref row), index, lanes);
        ref var halves = ref Unsafe.As<S, ushort>(ref row);
        var bits = lanes >= (nuint)Vector512<float>.Count ? Vector256.LoadUnsafe(ref halves, index) : LoadPart(ref halves, index, lanes).GetLower();
        return (typeof(S) == typeof(BFloat16) || typeof(S) == typeof(StochasticBFloat16) ? HalfTypes.FromBFloat16(bits) : typeof(S) == typeof(Half) || typeof(S) == typeof(StochasticHalf) ? HalfTypes.FromFloat16(bits) : throw Unsupported<S>()).As<float, T>();
    }

    /// <summary>Writes the first <paramref name="lanes"/> elements of a vector, rounded to the stored type.</summary>
    /// <typeparam name="S">The stored type.</typeparam>
    /// <typeparam name="T">The computed type: the same, or <see cref="float"/> for the half types.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    /// <param name="value">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Narrow<S, T>(ref S row, nuint index, nuint lanes, Vector512<T> value) where S : unmanaged where T : unmanaged
    {
        if (typeof(S) == typeof(T))
        {
            Store(ref Unsafe.As<S, T>(ref row), index, lanes, value);
            return;
        }

        ref var halves = ref Unsafe.As<S, ushort>(ref row);
        var bits = typeof(S) == typeof(StochasticBFloat16) || typeof(S) == typeof(StochasticHalf) ? StochasticTypes.Rounded<S>(ref halves, index, value.As<T, float>()) : Shortened<S, T>(value);
        if (lanes >= (nuint)Vector512<float>.Count) bits.StoreUnsafe(ref halves, index);
        else StorePart(ref halves, index, lanes, bits.ToVector512());
    }

    /// <summary>As the other overload, through the cache or past it.</summary>
    /// <typeparam name="S">The stored type.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <typeparam name="W"><see cref="ThroughCache"/> or <see cref="PastCache"/>.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    /// <param name="value">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Narrow<S, T, W>(ref S row, nuint index, nuint lanes, Vector512<T> value) where S : unmanaged where T : unmanaged where W : struct
    {
        if (typeof(W) != typeof(PastCache) || lanes < (nuint)Vector512<T>.Count) Narrow(ref row, index, lanes, value);
        else if (typeof(S) == typeof(T)) Halves.StorePastCache(value, (T*)Unsafe.AsPointer(ref row) + index);
        else Shortened<S, T>(value).StoreAlignedNonTemporal((ushort*)Unsafe.AsPointer(ref row) + index);
    }

    /// <summary>How far ahead of its place in a row a kernel asks for elements: in the next row, or beyond it where rows are so short that the next one is read before it could come.</summary>
    /// <param name="features">The length of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Ahead(nuint features) => Math.Max(features, Block);

    /// <summary>Asks for a vector that will be read soon, where the processor can be asked; it need not be part of any tensor. A vector of halves is half a cache line: every second one is asked for with the one before.</summary>
    /// <typeparam name="S">The stored type.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="index">Its first element.</param>
    /// <param name="vector">Which one it is of those that are asked for together.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<S, T>(ref S row, nuint index, int vector) where S : unmanaged where T : unmanaged
    {
        if (vector * sizeof(S) % sizeof(T) == 0 && Sse.IsSupported) Sse.Prefetch1((S*)Unsafe.AsPointer(ref row) + index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Shortened<S, T>(Vector512<T> value) where S : unmanaged where T : unmanaged
        => typeof(S) == typeof(BFloat16) ? HalfTypes.ToBFloat16(value.As<T, float>()) : typeof(S) == typeof(Half) ? HalfTypes.ToFloat16(value.As<T, float>()) : throw Unsupported<S>();
}
