using System.Runtime.InteropServices;
using NormGen.Kernels.Threads;

namespace NormGen.Kernels.Running;

/// <summary>
/// While it lives, pointwise updates of small tensors that this thread calls wait, and then run together on one team: one of them is not worth waking a thread for, many are. For callers whose updates need nothing of each
/// other, who keep the tensors until the end and read none before.
/// </summary>
internal sealed unsafe class UpdateQueue : IDisposable
{
    [ThreadStatic]
    private static UpdateQueue? current;

    private readonly UpdateQueue? outer = current;
    private readonly List<nint> jobs = [];
    private long elements;

    /// <summary>Begins.</summary>
    public UpdateQueue() => current = this;

    /// <summary>Takes a call where it is small and somebody collects; the caller runs it otherwise.</summary>
    /// <param name="run">The call, cut nowhere; its operands and numbers are copied.</param>
    /// <param name="numbers">How many numbers it has.</param>
    /// <param name="piece">Runs it.</param>
    public static bool TryAdd(in RowRun run, int numbers, delegate*<void*, int, int, void> piece)
    {
        if (current is not { } queue || Pieces.Count(run.Features) > 1) return false;
        var job = (UpdateJob*)NativeMemory.Alloc((nuint)(sizeof(UpdateJob) + run.InputCount * sizeof(Operand) + numbers * sizeof(double)));
        job->Run = run;
        job->Piece = piece;
        job->Run.Operands = (Operand*)(job + 1);
        job->Run.Numbers = (double*)(job->Run.Operands + run.InputCount);
        new ReadOnlySpan<Operand>(run.Operands, run.InputCount).CopyTo(new(job->Run.Operands, run.InputCount));
        new ReadOnlySpan<double>(run.Numbers, numbers).CopyTo(new(job->Run.Numbers, numbers));
        job->Run.Channels = job->Run.Groups = job->Run.ChannelsPerGroup = job->Run.Parts = job->Run.Units = job->Run.Pieces = 1;
        queue.jobs.Add((nint)job);
        queue.elements += run.Features;
        return true;
    }

    /// <summary>Runs what waits.</summary>
    public void Dispose()
    {
        if (ReferenceEquals(current, this)) current = outer;
        try
        {
            RunAll();
        }
        finally
        {
            foreach (var job in jobs) NativeMemory.Free((void*)job);
            jobs.Clear();
        }
    }

    /// <summary>Cut into shares of about as many elements: which tensor is in which share does not matter to any number.</summary>
    private void RunAll()
    {
        if (jobs.Count == 0) return;
        var shares = Pieces.Count(elements);
        var starts = stackalloc int[shares + 1];
        var (share, before) = (1, 0L);
        starts[0] = 0;
        for (var i = 0; i < jobs.Count; i++)
        {
            before += ((UpdateJob*)jobs[i])->Run.Features;
            for (; share < shares && before >= elements * share / shares; share++) starts[share] = i + 1;
        }

        starts[shares] = jobs.Count;
        fixed (nint* first = CollectionsMarshal.AsSpan(jobs))
        {
            var work = new Shares { Jobs = (UpdateJob**)first, Starts = starts };
            ThreadTeam.Run(shares, ThreadTeam.Size(shares), &RunShare, &work);
        }
    }

    private static void RunShare(void* state, int share, int thread)
    {
        var work = (Shares*)state;
        for (var i = work->Starts[share]; i < work->Starts[share + 1]; i++)
        {
            var job = work->Jobs[i];
            job->Piece(&job->Run, 0, thread);
        }
    }

    /// <summary>A call that waits; its operands and numbers follow it in memory.</summary>
    private struct UpdateJob
    {
        public RowRun Run;
        public delegate*<void*, int, int, void> Piece;
    }

    private struct Shares
    {
        public UpdateJob** Jobs;
        public int* Starts;
    }
}
