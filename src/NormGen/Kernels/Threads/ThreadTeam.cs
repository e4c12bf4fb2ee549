using NormGen.Kernels.Native;

namespace NormGen.Kernels.Threads;

/// <summary>
/// Runs pieces of work on libtorch's own threads where that is possible: its OpenMP workers spin for a while after each operation,
/// and would fight any other pool for the cores. The number of pieces is the caller's and must not depend on the number of threads:
/// then results do not either.
/// </summary>
internal static unsafe class ThreadTeam
{
    /// <summary>How many threads will work on so many pieces; at least one.</summary>
    internal static int Size(int pieces) => pieces <= 1 ? 1 : Math.Clamp(TorchNative.THSTorch_get_num_threads(), 1, pieces);

    /// <summary>Runs <paramref name="body"/>(state, piece, thread) for every piece; returns when all are done, and rethrows the first exception.</summary>
    /// <param name="pieces">How many pieces.</param>
    /// <param name="threads">At most so many threads; <c>thread</c> stays below it.</param>
    /// <param name="body">The work. It must not keep <paramref name="state"/>.</param>
    /// <param name="state">What it works on.</param>
    internal static void Run(int pieces, int threads, delegate*<void*, int, int, void> body, void* state)
    {
        if (threads <= 1 || pieces <= 1)
        {
            for (var piece = 0; piece < pieces; piece++) body(state, piece, 0);
            return;
        }

        var work = new TeamWork { Body = body, State = state, Pieces = pieces };
        if (OpenMp.IsAvailable) OpenMp.Run(&work, threads);
        else PoolTeam.Run(&work, threads);
        if (work.Failure != 0) work.TakeFailure().Throw();
    }
}
