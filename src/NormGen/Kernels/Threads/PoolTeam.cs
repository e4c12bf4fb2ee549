namespace NormGen.Kernels.Threads;

/// <summary>A team of the thread pool's threads, where libtorch's own cannot be had.</summary>
internal static unsafe class PoolTeam
{
    /// <summary>Runs the work on at most so many threads.</summary>
    internal static void Run(TeamWork* work, int threads)
    {
        // The shares are fixed and each is run once, whichever thread takes it.
        var address = (nint)work;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread => ((TeamWork*)address)->RunShare(thread, threads));
    }
}
