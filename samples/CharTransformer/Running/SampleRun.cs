using CharTransformerSample.Options;
using CharTransformerSample.Platform;
using CharTransformerSample.Progress;
using CharTransformerSample.Training;

namespace CharTransformerSample.Running;

/// <summary>A run of the sample from options to report.</summary>
public static class SampleRun
{
    /// <summary>The exit code after Ctrl-C, as shells expect it.</summary>
    public const int Interrupted = 130;

    /// <summary>Trains and reports.</summary>
    /// <param name="options">What was asked for.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(RunOptions options)
    {
        if (options.Child is { } role)
        {
            return ChildRun.Execute(options, role);
        }

        using var interruption = new Interruption();
        return Execute(options, interruption.Token);
    }

    /// <summary>Trains and reports until somebody asks to stop.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="stop">Asks to stop; the run is saved then.</param>
    /// <param name="monitor">Who is told about every step; null shows it on the terminal.</param>
    /// <returns>The exit code.</returns>
    public static int Execute(RunOptions options, CancellationToken stop, ITrainingMonitor? monitor = null)
    {
        TorchProcess.Prepare(options.Threads, keepPages: true);
        using var start = RunStart.From(options);
        Outputs.Check(options);
        var checkpoint = new RunCheckpoint(options, start);
        ConsoleSummary.Announce(start, options, checkpoint);

        var trainer = new Trainer(start.Plan, start.Corpus, start.Trainees);
        // A run that was stopped before its report has no step left to show.
        if (monitor is null && !trainer.Completed) LiveProgress.Show(Train);
        else Train(monitor ?? new PlainProgress(Console.Out));
        if (!trainer.Completed)
        {
            if (trainer.Step == 0)
            {
                Console.WriteLine("Stopped before the first step; there is nothing to save.");
                return Interrupted;
            }

            checkpoint.Save();
            return Stopped($"after step {trainer.Step} of {start.Plan.Steps}");
        }

        try
        {
            RunEnd.Report(options, start, stop);
            checkpoint.Save(reported: true);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return Stopped($"after the last step, {start.Plan.Steps}, and before the report");
        }

        void Train(ITrainingMonitor watching) => trainer.Run(watching, () => checkpoint.Save(), stop);

        int Stopped(string where)
        {
            Console.WriteLine($"Stopped {where}; everything is saved. To go on:{Environment.NewLine}  {ResumeCommand.For(options, checkpoint.Path)}");
            return Interrupted;
        }
    }
}
