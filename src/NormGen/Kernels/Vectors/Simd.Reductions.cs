using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

public static partial class Simd
{
    /// <summary>The sum of all lanes, taken pairwise.</summary>
    /// <param name="value">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum<T>(Vector512<T> value) where T : unmanaged => Read(Vector512.Sum(value));

    /// <summary>The largest lane; NaN if any is.</summary>
    /// <param name="value">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max<T>(Vector512<T> value) where T : unmanaged
    {
        var half = Vector256.Max(value.GetLower(), value.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        var result = Read(quarter.GetElement(0));
        for (var i = 1; i < Vector128<T>.Count; i++) result = Math.Max(result, Read(quarter.GetElement(i)));
        return result;
    }

    /// <summary>The smallest lane; NaN if any is.</summary>
    /// <param name="value">The vector.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Min<T>(Vector512<T> value) where T : unmanaged
    {
        var half = Vector256.Min(value.GetLower(), value.GetUpper());
        var quarter = Vector128.Min(half.GetLower(), half.GetUpper());
        var result = Read(quarter.GetElement(0));
        for (var i = 1; i < Vector128<T>.Count; i++) result = Math.Min(result, Read(quarter.GetElement(i)));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Read<T>(T element) where T : unmanaged => Read(in element);
}
