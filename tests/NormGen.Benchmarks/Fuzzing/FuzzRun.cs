using System.Diagnostics;
using System.Globalization;
using NormGen.Generators.Testing.Random;
using Spectre.Console;

namespace NormGen.Benchmarks.Fuzzing;

/// <summary>Random formulas through the compiler for as long as asked, with other seeds each time; what fails is made smaller and printed as a formula for the tests.</summary>
internal static class FuzzRun
{
    private static readonly TimeSpan LongestSearch = TimeSpan.FromMinutes(1);

    /// <summary>Runs it until the time is over or Ctrl-C is pressed.</summary>
    /// <param name="minutes">How long.</param>
    /// <param name="seed">The first seed, to repeat a run; null for another one each time.</param>
    /// <returns>The exit code: 0 if nothing failed.</returns>
    public static int Run(double minutes, ulong? seed)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
        void Interrupt(object? sender, ConsoleCancelEventArgs e)
        {
            e.Cancel = true;
            AnsiConsole.MarkupLine("[yellow]Stopping after this case.[/]");
            stop.Cancel();
        }

        Console.CancelKeyPress += Interrupt;
        try
        {
            var counts = AnsiConsole.Progress().HideCompleted(false).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
                .StartAsync(context => Fuzz(context.AddTask("fuzzing", maxValue: minutes * 60), seed ?? (ulong)Stopwatch.GetTimestamp(), stop.Token)).GetAwaiter().GetResult();
            // Past the console that wraps lines: the formulas are to be pasted.
            foreach (var failure in counts.Failures) Console.Out.WriteLine(failure);
            foreach (var composed in counts.WithoutKernel) Console.Out.WriteLine($"Without a kernel:\n{composed}");
            AnsiConsole.WriteLine(counts.ToString());
            return counts.Failures.Count == 0 ? 0 : 1;
        }
        finally
        {
            Console.CancelKeyPress -= Interrupt;
        }
    }

    private static async Task<FuzzCounts> Fuzz(ProgressTask progress, ulong seed, CancellationToken stop)
    {
        var counts = new FuzzCounts(seed);
        var clock = Stopwatch.StartNew();
        await foreach (var (drawn, batch) in Fuzzer.Batches(Seeds(seed, stop), stop))
        {
            counts.WithoutKernel.AddRange(batch.WithoutKernel);
            void Ran()
            {
                counts.Formulas++;
                progress.Value = clock.Elapsed.TotalSeconds;
                progress.Description = string.Create(CultureInfo.InvariantCulture, $"seed {drawn}: {counts.Formulas} formulas, {counts.Failures.Count} failed");
            }

            foreach (var failure in batch.Run(Ran, stop))
            {
                AnsiConsole.WriteLine($"Seed {drawn} failed: {failure.Message.Split('\n')[0]} A smaller formula is looked for.");
                using var search = CancellationTokenSource.CreateLinkedTokenSource(stop);
                search.CancelAfter(LongestSearch);
                counts.Failures.Add($"Seed {drawn}:\n{Shrinker.Shrink(failure, search.Token)}\n");
            }

            if (stop.IsCancellationRequested) break;
        }

        return counts;
    }

    private static IEnumerable<ulong> Seeds(ulong first, CancellationToken stop)
    {
        for (var seed = first; !stop.IsCancellationRequested; seed++) yield return seed;
    }
}
