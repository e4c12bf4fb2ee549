using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NormGen.Kernels.Native;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>
/// While it lives, update kernels that this thread calls also sum the squares of what they write into some tensors: piece by piece, while a piece is still in the cache, so that a norm takes no other read from memory. The last
/// update of a tensor counts. For callers who know that nothing else writes it afterwards.
/// </summary>
internal sealed unsafe class WrittenSquares : IDisposable
{
    /// <summary>So many elements of a tensor are written before their squares are summed, where they may be cut anywhere.</summary>
    internal const int Part = 8192;

    [ThreadStatic]
    private static WrittenSquares? current;

    private readonly WrittenSquares? outer = current;
    private readonly Dictionary<nint, Asked> asked = [];

    /// <summary>Begins.</summary>
    public WrittenSquares() => current = this;

    /// <summary>Asks for a tensor, which must live as long as this.</summary>
    public void Ask(Tensor tensor)
    {
        var data = (nint)TorchNative.THSTensor_data(tensor.Handle);
        if (data != 0) asked.TryAdd(data, new(tensor.numel(), (double*)NativeMemory.Alloc(Pieces.Most, sizeof(double))));
    }

    /// <summary>The sum of squares of what was written into a tensor; null where no kernel wrote all of it.</summary>
    public double? Of(Tensor tensor)
    {
        if (!asked.TryGetValue((nint)TorchNative.THSTensor_data(tensor.Handle), out var entry) || !entry.IsWritten) return null;
        var sum = 0.0;
        for (var piece = 0; piece < Pieces.Most; piece++) sum += entry.Sums[piece];
        return sum;
    }

    /// <summary>Kernels sum no longer; what they summed stays.</summary>
    public void End()
    {
        if (ReferenceEquals(current, this)) current = outer;
    }

    /// <summary>Ends, and frees the sums.</summary>
    public void Dispose()
    {
        End();
        foreach (var entry in asked.Values) NativeMemory.Free(entry.Sums);
        asked.Clear();
    }

    /// <summary>Where the sum of each piece of a call goes, zeros at first; null where nobody asks.</summary>
    /// <param name="data">What the call writes.</param>
    /// <param name="elements">How much of it.</param>
    public static double* Of(void* data, long elements)
    {
        if (current is null || !current.asked.TryGetValue((nint)data, out var entry) || entry.Elements != elements) return null;
        entry.IsWritten = true;
        new Span<double>(entry.Sums, Pieces.Most).Clear();
        return entry.Sums;
    }

    /// <summary>The sum of squares of a row.</summary>
    /// <typeparam name="S">The type it is stored in.</typeparam>
    /// <typeparam name="T">The type that is computed in.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static double Sum<S, T>(ref S row, nuint features) where S : unmanaged where T : unmanaged
    {
        var width = (nuint)Vector512<T>.Count;
        var (a, b) = (Vector512<T>.Zero, Vector512<T>.Zero);
        nuint i = 0;
        for (; i + 2 * width <= features; i += 2 * width)
        {
            var (x, y) = (Simd.Widen<S, T>(ref row, i, width), Simd.Widen<S, T>(ref row, i + width, width));
            (a, b) = (Simd.MultiplyAdd(x, x, a), Simd.MultiplyAdd(y, y, b));
        }

        for (; i < features; i += width)
        {
            // Lanes behind the end are zero.
            var x = Simd.Widen<S, T>(ref row, i, features - i);
            a = Simd.MultiplyAdd(x, x, a);
        }

        return Simd.Sum<S, T>(a + b);
    }

    /// <summary>A tensor that is asked for.</summary>
    private sealed class Asked(long elements, double* sums)
    {
        public long Elements => elements;

        public double* Sums => sums;

        public bool IsWritten { get; set; }
    }
}
