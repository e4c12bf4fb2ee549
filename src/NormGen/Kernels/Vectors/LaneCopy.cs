using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <summary>A copy of what stands beside rows of halves, in the order that their vectors have (<see cref="LaneOrder"/>): made once a call, and read for every row.</summary>
internal static class LaneCopy
{
    /// <summary>Copies rows of numbers.</summary>
    /// <typeparam name="S">The stored type of the rows beside them.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <param name="from">The numbers.</param>
    /// <param name="to">Their copy.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="length">Of all rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Make<S, T>(ref T from, ref T to, nuint features, nuint length) where S : unmanaged where T : unmanaged
    {
        for (nuint row = 0; row < length; row += features)
            for (nuint i = 0; i < features; i += (nuint)Vector512<T>.Count) Simd.StoreLanes<S, T>(ref to, row + i, features - i, Simd.Load<S, T>(ref from, row + i, features - i));
    }
}
