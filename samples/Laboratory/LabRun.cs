using CharTransformerSample.Platform;
using LaboratorySample.Experiments;
using LaboratorySample.Options;
using LaboratorySample.Reports;
using LaboratorySample.Runs;
using NormGen.Kernels;
using Spectre.Console;
using TorchSharp;

namespace LaboratorySample;

/// <summary>A run of a lab from options to files.</summary>
public static class LabRun
{
    /// <summary>The exit code after Ctrl-C, as shells expect it.</summary>
    public const int Interrupted = 130;

    /// <summary>Runs until all is done or Ctrl-C.</summary>
    /// <param name="options">What was asked for.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(LabOptions options)
    {
        using var interruption = new Interruption();
        return Execute(options, interruption.Token);
    }

    /// <summary>Runs until all is done or somebody asks to stop; what was finished by then is written.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <returns>The exit code: 0, or <see cref="Interrupted"/>.</returns>
    public static int Execute(LabOptions options, CancellationToken stop)
    {
        MemoryPolicy.KeepFreedPages();
        var files = new ResultFiles(options.Title, options.Output);
        foreach (var experiment in options.Experiments)
        {
            if (stop.IsCancellationRequested) break;
            AnsiConsole.MarkupLineInterpolated($"[bold]{experiment.Name}[/]  {experiment.Claim}");
            var results = Run(experiment, options, stop);
            if (results.Runs.Count == 0) break;
            ConsoleTable.Write(experiment, results);
            files.Add(experiment, results);
        }

        AnsiConsole.MarkupLineInterpolated($"{(stop.IsCancellationRequested ? "Stopped; what was finished is" : "Tables and curves are")} in {files.Folder}.");
        return stop.IsCancellationRequested ? Interrupted : 0;
    }

    /// <summary>All runs of an experiment, two side by side: each draws from a generator of its own and has one thread, so that the results are those of one run after the other.</summary>
    private static Results Run(Experiment experiment, LabOptions options, CancellationToken stop)
    {
        var jobs = new Queue<(Method Method, int Seed)>(experiment.Methods.SelectMany(method => Enumerable.Range(0, options.Seeds ?? experiment.Seeds).Select(seed => (method, seed))));
        var (finished, all) = (new List<Finished>(), jobs.Count);
        Exception? failure = null;
        AnsiConsole.Progress().AutoClear(true).HideCompleted(true).Start(display =>
        {
            var task = display.AddTask(experiment.Name, maxValue: all);
            var workers = Enumerable.Range(0, Math.Min(2, Environment.ProcessorCount)).Select(_ => new Thread(Work)).ToArray();
            foreach (var worker in workers) worker.Start();
            foreach (var worker in workers) worker.Join();

            void Work()
            {
                torch.set_num_threads(1);
                while (Next() is { } job)
                {
                    try
                    {
                        var outcome = job.Method.Run(new(job.Seed, options.Steps, stop));
                        lock (jobs) finished.Add(new(job.Method.Name, job.Seed, outcome));
                        task.Increment(1);
                    }
                    catch (OperationCanceledException)
                    {
                        return;
                    }
                    catch (Exception error)
                    {
                        // A thread must not throw: the first failure ends the others and is thrown where they are waited for.
                        lock (jobs)
                        {
                            failure ??= new InvalidOperationException($"{experiment.Name}, {job.Method.Name}, seed {job.Seed}: {error.Message}", error);
                            jobs.Clear();
                        }
                    }
                }
            }

            (Method Method, int Seed)? Next()
            {
                lock (jobs) return !stop.IsCancellationRequested && jobs.TryDequeue(out var job) ? job : null;
            }
        });
        if (failure is not null) throw failure;
        var order = experiment.Methods.Select(method => method.Name).ToList();
        return new([.. finished.OrderBy(run => order.IndexOf(run.Method)).ThenBy(run => run.Seed)]);
    }
}
