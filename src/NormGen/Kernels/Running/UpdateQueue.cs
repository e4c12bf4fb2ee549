using System.Runtime.InteropServices;
using NormGen.Kernels.Threads;

namespace NormGen.Kernels.Running;

/// <summary>
/// While it lives, pointwise updates that this thread calls wait, and then run together on one team: a small one is not worth waking a thread for, many are, and a team for each of hundreds of middle size costs as much as a
/// few percent of their work. For callers whose updates need nothing of each other, who keep the tensors until the end and read none before.
/// </summary>
internal sealed unsafe class UpdateQueue : IDisposable
{
    /// <summary>From so many elements on a team of its own is nothing beside the update.</summary>
    private const long Large = 1 << 19;

    [ThreadStatic]
    private static UpdateQueue? current;

    private readonly UpdateQueue? outer = current;
    private readonly List<nint> jobs = [];
    private long elements;

    /// <summary>Begins.</summary>
    public UpdateQueue() => current = this;

    /// <summary>Takes a call where it is not large and somebody collects; the caller runs it otherwise.</summary>
    /// <param name="run">The call, over one long row; its operands and numbers are copied.</param>
    /// <param name="numbers">How many numbers it has.</param>
    /// <param name="piece">Runs a piece of it.</param>
    public static bool TryAdd(in RowRun run, int numbers, delegate*<void*, int, int, void> piece)
    {
        if (current is not { } queue || run.Features >= Large) return false;
        var job = (UpdateJob*)NativeMemory.Alloc((nuint)(sizeof(UpdateJob) + run.InputCount * sizeof(Operand) + numbers * sizeof(double)));
        job->Run = run;
        job->Piece = piece;
        job->Run.Operands = (Operand*)(job + 1);
        job->Run.Numbers = (double*)(job->Run.Operands + run.InputCount);
        new ReadOnlySpan<Operand>(run.Operands, run.InputCount).CopyTo(new(job->Run.Operands, run.InputCount));
        new ReadOnlySpan<double>(run.Numbers, numbers).CopyTo(new(job->Run.Numbers, numbers));
        job->Run.Channels = job->Run.Groups = job->Run.ChannelsPerGroup = job->Run.Parts = job->Run.Units = 1;
        job->Run.Pieces = Pieces.Count(run.Features);
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

    /// <summary>Cut into shares of about as many elements: which piece of which tensor is in which share does not matter to any number.</summary>
    private void RunAll()
    {
        if (jobs.Count == 0) return;
        var shares = Pieces.Count(elements);
        var starts = stackalloc Place[shares + 1];
        var (share, before) = (1, 0L);
        starts[0] = new(0, 0);
        for (var i = 0; i < jobs.Count; i++)
        {
            var run = &((UpdateJob*)jobs[i])->Run;
            for (var piece = 0; piece < run->Pieces; piece++)
            {
                var end = before + Pieces.FlatStart(run->Features, piece + 1, run->Pieces);
                for (; share < shares && end >= elements * share / shares; share++) starts[share] = new Place(i, piece).Next(run->Pieces);
            }

            before += run->Features;
        }

        starts[shares] = new(jobs.Count, 0);
        fixed (nint* first = CollectionsMarshal.AsSpan(jobs))
        {
            var work = new Shares { Jobs = (UpdateJob**)first, Starts = starts };
            ThreadTeam.Run(shares, ThreadTeam.Size(shares), &RunShare, &work);
        }
    }

    private static void RunShare(void* state, int share, int thread)
    {
        var work = (Shares*)state;
        var end = work->Starts[share + 1];
        for (var place = work->Starts[share]; place != end;)
        {
            var job = work->Jobs[place.Job];
            job->Piece(&job->Run, place.Piece, thread);
            place = place.Next(job->Run.Pieces);
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
        public Place* Starts;
    }

    /// <summary>A piece of a job.</summary>
    private readonly record struct Place(int Job, int Piece)
    {
        /// <summary>The one after it.</summary>
        public Place Next(int pieces) => Piece + 1 < pieces ? new(Job, Piece + 1) : new(Job + 1, 0);
    }
}
