using BenchmarkDotNet.Attributes;
using NormGen.Benchmarks.Memory;
using NormGen.Benchmarks.Pairs;
using NormGen.Kernels;

namespace NormGen.Benchmarks.Thorough;

/// <summary>Every pair through BenchmarkDotNet, a process each: the peer is the baseline. <c>--filter '*RMSNorm*'</c> chooses by name.</summary>
[Config(typeof(PairConfig))]
public class PairBenchmarks
{
    private Pair? pair;

    /// <summary>The pairs.</summary>
    public static IEnumerable<PairCase> Cases => PairList.All;

    /// <summary>The pair.</summary>
    [ParamsSource(nameof(Cases))]
    public PairCase Case { get; set; } = PairList.All[0];

    /// <summary>The allocator setting.</summary>
    [ParamsAllValues]
    public Allocator Allocator { get; set; }

    /// <summary>Prepares the peer.</summary>
    [GlobalSetup(Target = nameof(Peer))]
    public void PreparePeer() => Prepare(Peer);

    /// <summary>Prepares NormGen's side.</summary>
    [GlobalSetup(Target = nameof(Ours))]
    public void PrepareOurs() => Prepare(Ours);

    /// <summary>The best without NormGen.</summary>
    [Benchmark(Baseline = true)]
    public void Peer()
    {
        using var scope = NewDisposeScope();
        pair!.Peer();
    }

    /// <summary>NormGen.</summary>
    [Benchmark]
    public void Ours()
    {
        using var scope = NewDisposeScope();
        pair!.Ours();
    }

    /// <summary>Disposes the tensors.</summary>
    [GlobalCleanup]
    public void Clean() => pair?.Dispose();

    private void Prepare(Action side)
    {
        set_num_threads(Math.Min(2, Environment.ProcessorCount));
        pair = Case.Make();
        pair.Check();

        // Before the policy: with pages kept, a peak no longer shows what a call needs.
        if (PeakResident.IsAvailable) PeakNativeColumn.Announce(PeakResident.Of(side));
        if (Allocator == Allocator.Tuned) MemoryPolicy.KeepFreedPages();
    }
}
