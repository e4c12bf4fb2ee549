using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels.Running;

/// <summary>
/// Stores past the cache. A plain store first reads the line it is about to overwrite; for a tensor that will leave the cache before
/// it is read again, that is a third of the traffic of a kernel.
/// </summary>
internal static unsafe class StreamingStores
{
    private const int Line = 64;

    // A server's last level is hundreds of megabytes, shared by many cores and often by other machines' guests: two threads never find 16 MB of results there faster than in memory (measured on 300 MB).
    private const long Most = 16L << 20;

    /// <summary>Outputs of at least this many bytes a call are streamed: half of the last-level cache, so that what the next operation could still find there is left to it, at most 16 MB.</summary>
    internal static readonly long Threshold = Math.Clamp(CacheSize.LastLevel / 2, 4L << 20, Most);

    /// <summary>Decides how results are written: as usual, past the cache by the kernel itself, or by way of a staged row where rows do not lie on whole cache lines.</summary>
    /// <param name="run">The call.</param>
    /// <param name="geometry">Its shape.</param>
    /// <param name="wanted">How many tensors are written.</param>
    /// <param name="all">How many the kernel writes, wanted or not.</param>
    internal static void Choose(RowRun* run, in Geometry geometry, int wanted, int all)
    {
        var rowBytes = geometry.Features * geometry.ElementSize;
        if (geometry.Bytes * wanted < Threshold || rowBytes is < 256 or > 1 << 20) return;
        run->StreamsRows = wanted == all && rowBytes % Line == 0 && AreLines(run);
        run->Streams = !run->StreamsRows && geometry.Parts == 1;
    }

    private static bool AreLines(RowRun* run)
    {
        for (var i = run->FirstWritten; i < run->OperandCount; i++)
        {
            if (((nint)run->Operands[i].Data | run->Operands[i].Stride) % Line != 0) return false;
        }
        return true;
    }

    /// <summary>Copies the staged row of every output to its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Flush(RowRun* run, byte* staging, nint row)
    {
        var bytes = (nuint)(run->Features * run->ElementSize);
        for (var i = 0; i < run->WrittenCount; i++)
        {
            ref var target = ref run->Operands[run->FirstWritten + i];
            if (target.Data != null && target.Stride != 0) Copy(staging + (nuint)i * run->RowBytes, target.Data + row * target.Stride, bytes);
        }
    }

    /// <summary>Makes streamed stores visible to other threads before the range counts as done.</summary>
    internal static void Fence() => Interlocked.MemoryBarrier();

    /// <summary>Copies bytes with streaming stores where lines are whole, and plain ones at the ends: a misaligned streaming store faults.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(byte* from, byte* to, nuint bytes)
    {
        var head = (nuint)(-(nint)to) & (Line - 1);
        if (bytes < head + Line)
        {
            Buffer.MemoryCopy(from, to, bytes, bytes);
            return;
        }
        if (head != 0)
        {
            Buffer.MemoryCopy(from, to, head, head);
            from += head;
            to += head;
            bytes -= head;
        }
        nuint i = 0;
        for (; i + Line <= bytes; i += Line) Halves.StorePastCache(Halves.Load(ref *from, i), to + i);
        if (i < bytes) Buffer.MemoryCopy(from + i, to + i, bytes - i, bytes - i);
    }
}
