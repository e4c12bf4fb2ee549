using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <content>Functions of elements of rows, times a number and moved by one: the rounding is that of the product or the sum alone, because one of both changes nothing.</content>
internal static partial class VectorMath
{
    /// <summary>Writes a function's values, 128 bytes a turn. What it reads from memory comes while the values of the turn before are computed.</summary>
    /// <typeparam name="TFunction">The function.</typeparam>
    /// <typeparam name="S">The stored type of the row.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    [MethodImpl(Compiled)]
    internal static void Write<TFunction, S, T>(ref S row, ref T values, nuint start, nuint end, double factor, double shift, nuint ahead) where TFunction : struct, IFunction where S : unmanaged where T : unmanaged
    {
        var i = start;
        if (typeof(T) == typeof(float))
        {
            ref var singles = ref Unsafe.As<T, float>(ref values);
            var (by, and) = (Vector256.Create((float)factor), Vector256.Create((float)shift));
            for (; i + Four.Count <= end; i += Four.Count)
            {
                Ask<S, float>(ref row, i, ahead);
                TFunction.Of(Four.MultiplyAdd(Load(ref row, i), by, and)).Store(ref singles, i - start);
            }
        }
        else
        {
            ref var doubles = ref Unsafe.As<T, double>(ref values);
            ref var source = ref Unsafe.As<S, double>(ref row);
            var width = (nuint)Vector256<double>.Count;
            var (by, and) = (Vector256.Create(factor), Vector256.Create(shift));
            for (; i + 4 * width <= end; i += 4 * width)
            {
                Ask<S, double>(ref row, i, ahead);
                for (nuint k = 0; k < 4; k += 2)
                {
                    var (low, high) = (Vector256.LoadUnsafe(ref source, i + k * width), Vector256.LoadUnsafe(ref source, i + (k + 1) * width));
                    TFunction.Of(Vector256.MultiplyAddEstimate(low, by, and)).StoreUnsafe(ref doubles, i + k * width - start);
                    TFunction.Of(Vector256.MultiplyAddEstimate(high, by, and)).StoreUnsafe(ref doubles, i + (k + 1) * width - start);
                }
            }
        }

        if (i < end) WriteEnd<TFunction, S, T>(ref row, ref Unsafe.Add(ref values, i - start), i, end - i, factor, shift);
    }

    /// <summary>The last elements, fewer than a turn takes.</summary>
    [MethodImpl(Compiled)]
    private static void WriteEnd<TFunction, S, T>(ref S row, ref T values, nuint start, nuint count, double factor, double shift) where TFunction : struct, IFunction where S : unmanaged where T : unmanaged
    {
        var width = (nuint)Vector512<T>.Count;
        for (nuint i = 0; i < count; i += width)
        {
            var lanes = Math.Min(count - i, width);
            Simd.StoreLanes<S, T>(ref values, i, lanes, Simd.MultiplyAdd(Simd.Widen<S, T>(ref row, start + i, lanes), Simd.Broadcast<T>(factor), Simd.Broadcast<T>(shift)));
        }

        Replace<TFunction, T>(ref values, count);
    }

    /// <summary>Asks for what a turn will read of the next unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ask<S, T>(ref S row, nuint index, nuint ahead) where S : unmanaged where T : unmanaged
    {
        if (ahead == 0) return;
        Simd.Prefetch<S, T>(ref row, ahead + index, 0);
        Simd.Prefetch<S, T>(ref row, ahead + index + (nuint)Vector512<T>.Count, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Load<S>(ref S row, nuint index) where S : unmanaged
    {
        if (typeof(S) == typeof(float)) return Four.Load(ref Unsafe.As<S, float>(ref row), index);
        var width = (nuint)Vector512<float>.Count;
        var (first, second) = (Simd.Widen<S, float>(ref row, index, width), Simd.Widen<S, float>(ref row, index + width, width));
        return new(first.GetLower(), first.GetUpper(), second.GetLower(), second.GetUpper());
    }
}
