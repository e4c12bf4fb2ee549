using System.Diagnostics;
using System.Globalization;
using NormGen.Benchmarks.Pairs;
using NormGen.Benchmarks.Quick;
using NormGen.Kernels;

namespace NormGen.Benchmarks.Limits;

/// <summary>Each row form beside a bare loop over the same tensors and a copy of as many bytes, in turn, so that what disturbs the machine disturbs all alike.</summary>
internal static class LimitsRun
{
    private const int Rounds = 60;

    /// <summary>Runs it.</summary>
    /// <param name="threads">Threads of all.</param>
    /// <returns>The exit code.</returns>
    public static int Run(int threads)
    {
        set_num_threads(threads);
        var policy = MemoryPolicy.KeepFreedPages();
        Console.WriteLine($"# {QuickRun.Machine}, {threads} threads, {LimitForm.Rows}x{LimitForm.Features}, freed pages kept ({policy}); medians of {Rounds} rounds");
        Console.WriteLine("# form, kernel ms, bare loop ms, copy ms for the same bytes, kernel's share of the copy, bare loop's, kernel's share of the bare loop");
        using var reference = new Reference();
        using var bare = new BareLoop();
        foreach (var form in LimitForm.All) Console.WriteLine(Measure(form, bare, reference));
        return 0;
    }

    private static string Measure(LimitForm form, BareLoop bare, Reference reference)
    {
        random.manual_seed(1);
        using var pair = form.Make();
        pair.Check();
        var bytes = LimitForm.Rows * LimitForm.Features * form.ElementSize;
        List<double> kernel = [], loop = [], copy = [];
        for (var round = -3; round < Rounds; round++)
        {
            Sample(kernel, round, () => Call(pair));
            Sample(loop, round, () => { foreach (var pass in form.Passes) bare.Run(pass, bytes); });
            Sample(copy, round, () => reference.Run(isInPlace: false));
        }

        var (ours, least) = (Measurement.Median(kernel), Measurement.Median(loop));
        var same = Measurement.Median(copy) * form.Passes.Sum(p => p.All) * bytes / Reference.Bytes(isInPlace: false);
        return string.Create(CultureInfo.InvariantCulture, $"{form.Name}, {ours:F2}, {least:F2}, {same:F2}, {same / ours * 100:F0} %, {same / least * 100:F0} %, {least / ours * 100:F0} %");
    }

    private static void Call(Pair pair)
    {
        using var scope = NewDisposeScope();
        pair.Ours();
    }

    private static void Sample(List<double> samples, int round, Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        if (round >= 0) samples.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
