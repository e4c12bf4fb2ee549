using CharTransformerSample.Checkpoints;
using CharTransformerSample.Comparison;
using CharTransformerSample.Data;
using CharTransformerSample.Options;
using CharTransformerSample.Platform;
using CharTransformerSample.Progress;
using CharTransformerSample.Reports;
using CharTransformerSample.Training;
using TorchSharp;

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

        TorchProcess.Prepare(options.Threads, keepPages: true);
        using var start = RunStart.From(options);
        var (plan, corpus) = (start.Plan, start.Corpus);
        Console.WriteLine($"{plan.Shape}: {start.Trainees[0].Side.ParameterCount:N0} parameters, {plan.Steps} steps of {plan.Batch} x {plan.Shape.Context} bytes on {options.Threads} threads");
        Console.WriteLine($"text: {corpus.Name}, {corpus.Length:N0} bytes, the last tenth held out{(start.FirstStep > 0 ? $"; going on after step {start.FirstStep}" : "")}");

        var checkpoint = RunOptions.CheckpointIn(options.Out);
        var trainer = new Trainer(plan, corpus, start.Trainees);
        using (var interruption = new Interruption())
        {
            Action save = () => Checkpoint.Save(checkpoint, plan, start.Text, corpus, start.Trainees[0]);
            LiveProgress.Show(monitor => trainer.Run(monitor, save, interruption.Token));
            if (!trainer.Completed)
            {
                save();
                Console.WriteLine($"Stopped after step {trainer.Step} of {plan.Steps}; everything is saved. To go on:{Environment.NewLine}  dotnet run -c Release --project samples/CharTransformer -- --resume {checkpoint}");
                return Interrupted;
            }
        }

        RunEnd.Report(options, start);
        return 0;
    }
}
