using System.Runtime.InteropServices;
using NormGen.Benchmarks.Memory;
using NormGen.Benchmarks.Pairs;
using NormGen.Kernels;

namespace NormGen.Benchmarks.Quick;

/// <summary>The headline pairs, one after the other.</summary>
internal static class QuickRun
{
    private const double SecondsOfAll = 80;
    private const double MostSecondsAPair = 3;

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(QuickOptions options)
    {
        var cases = PairList.All.Where(p => options.Filter is null || p.Name.Contains(options.Filter, StringComparison.OrdinalIgnoreCase)).ToList();
        if (cases.Count == 0)
        {
            Console.Error.WriteLine($"--pairs: no pair has '{options.Filter}' in its name. There are: {string.Join("; ", PairList.All)}.");
            return 1;
        }

        set_num_threads(options.Threads);
        if (options.IsChild)
        {
            var figures = cases.Select((pair, i) => Measure(pair, i, cases.Count, "system's allocator", Seconds(cases.Count) * 2 / 3, PeakResident.IsAvailable)).ToList();
            Report(options, "system", figures).Write(options.Json!);
            return 0;
        }

        var system = SystemAllocatorChild.Run(options);
        var policy = MemoryPolicy.KeepFreedPages();
        Console.WriteLine($"# {Machine}, {options.Threads} threads, float32; both sides with freed pages kept ({policy}), then both with the system's allocator");
        Console.WriteLine("# " + QuickLine.Header);
        var tuned = new List<PairFigures>();
        foreach (var (pair, i) in cases.Select((pair, i) => (pair, i)))
        {
            tuned.Add(Measure(pair, i, cases.Count, "tuned allocator", Seconds(cases.Count), measuresMemory: false) with { SystemAllocator = system[i] });
            Console.WriteLine(QuickLine.Of(tuned[^1]));
        }

        if (options.Json is not null) Report(options, "tuned", tuned).Write(options.Json);
        return 0;
    }

    /// <summary>How long a pair may take: few take longer.</summary>
    private static double Seconds(int pairs) => Math.Min(MostSecondsAPair, SecondsOfAll / pairs);

    private static PairFigures Measure(PairCase pair, int index, int count, string setting, double seconds, bool measuresMemory)
    {
        if (!Console.IsErrorRedirected) Console.Error.Write($"\r{setting}: {index + 1} of {count}, {pair.Name}".PadRight(100) + "\r");
        using var reference = new Reference();
        var figures = Measurement.Run(pair, reference, seconds, measuresMemory);
        if (!Console.IsErrorRedirected) Console.Error.Write("\r".PadRight(101) + "\r");
        return figures;
    }

    private static QuickReport Report(QuickOptions options, string allocator, IReadOnlyList<PairFigures> figures) => new(Machine, options.Threads, allocator, figures);

    /// <summary>Processor and system.</summary>
    internal static string Machine
    {
        get
        {
            const string info = "/proc/cpuinfo";
            var model = File.Exists(info) ? File.ReadLines(info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
            return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()} ({Environment.ProcessorCount} cores), {RuntimeInformation.OSDescription}";
        }
    }
}
