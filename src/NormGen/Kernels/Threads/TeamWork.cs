using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace NormGen.Kernels.Threads;

/// <summary>One call's work, on the caller's stack: nothing is allocated for it.</summary>
internal unsafe struct TeamWork
{
    internal delegate*<void*, int, int, void> Body;
    internal void* State;
    internal int Pieces;

    /// <summary>The first exception, as a handle; 0 if there is none.</summary>
    internal nint Failure;

    /// <summary>The pieces of one member of the team: neighbours, so that it stays in its part of the memory.</summary>
    internal void RunShare(int thread, int threads)
    {
        try
        {
            var end = (int)((long)Pieces * (thread + 1) / threads);
            for (var piece = (int)((long)Pieces * thread / threads); piece < end; piece++) Body(State, piece, thread);
        }
        catch (Exception e)
        {
            // An exception must not cross the native frames below a worker: it would end the process.
            var handle = GCHandle.ToIntPtr(GCHandle.Alloc(ExceptionDispatchInfo.Capture(e)));
            if (Interlocked.CompareExchange(ref Failure, handle, 0) != 0) GCHandle.FromIntPtr(handle).Free();
        }
    }

    internal readonly ExceptionDispatchInfo TakeFailure()
    {
        var handle = GCHandle.FromIntPtr(Failure);
        var failure = (ExceptionDispatchInfo)handle.Target!;
        handle.Free();
        return failure;
    }
}
