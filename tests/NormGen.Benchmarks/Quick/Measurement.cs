using System.Diagnostics;
using NormGen.Benchmarks.Memory;
using NormGen.Benchmarks.Pairs;

namespace NormGen.Benchmarks.Quick;

/// <summary>Measures one pair: both sides and the reference in turn, many rounds, so that what disturbs the machine disturbs all of them alike.</summary>
internal static class Measurement
{
    private const int LeastRounds = 9;
    private const int MostRounds = 300;
    private const double SampleMs = 1;
    private const long InCache = 32 << 20;

    /// <summary>The figures.</summary>
    /// <param name="pairCase">The pair.</param>
    /// <param name="reference">What the machine can do.</param>
    /// <param name="seconds">How long it may take, beyond the fewest rounds.</param>
    /// <param name="measuresMemory">Whether peaks are measured too.</param>
    public static PairFigures Run(PairCase pairCase, Reference reference, double seconds, bool measuresMemory)
    {
        using var pair = pairCase.Make();
        pair.Check();
        Action ours = () => Call(pair.Ours), peer = () => Call(pair.Peer);
        var (oursCalls, peerCalls) = (CallsInASample(ours), CallsInASample(peer));
        long? oursPeak = measuresMemory ? PeakResident.Of(ours) : null, peerPeak = measuresMemory ? PeakResident.Of(peer) : null;

        var clock = Stopwatch.StartNew();
        List<double> oursMs = [], peerMs = [], referenceMs = [], ratios = [];
        while (ratios.Count < LeastRounds || (clock.Elapsed.TotalSeconds < seconds && ratios.Count < MostRounds))
        {
            // Each side is as often the one that comes first.
            double first = 0;
            if (ratios.Count % 2 == 0) first = Sample(ours, oursCalls);
            var second = Sample(peer, peerCalls);
            if (ratios.Count % 2 != 0) first = Sample(ours, oursCalls);
            oursMs.Add(first);
            peerMs.Add(second);
            ratios.Add(second / first);
            referenceMs.Add(Sample(() => reference.Run(pair.IsInPlace), 1));
        }

        var bandwidth = Reference.Bytes(pair.IsInPlace) / Median(referenceMs);
        double? share = pair.Bytes > InCache ? pair.Bytes / Median(oursMs) / bandwidth : null;
        return new(pairCase.Name, Median(oursMs), Median(peerMs), Median(ratios), share, bandwidth / 1e6, ratios.Count, oursPeak, peerPeak);
    }

    private static void Call(Func<Tensor[]> side)
    {
        using var scope = NewDisposeScope();
        side();
    }

    /// <summary>So many calls that a sample is not lost in the clock's own noise; running them warms the side up.</summary>
    private static int CallsInASample(Action side)
    {
        for (var i = 0; i < 3; i++) side();
        var calls = 1;
        while (calls < 1 << 14 && Sample(side, calls) * calls < SampleMs) calls *= 2;
        return calls;
    }

    private static double Sample(Action side, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++) side();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls;
    }

    /// <summary>The median.</summary>
    internal static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
