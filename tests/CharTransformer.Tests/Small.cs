using System.Text;
using CharTransformerSample.Data;
using CharTransformerSample.Model;
using CharTransformerSample.Training;

namespace CharTransformerSample.Tests;

/// <summary>A model and a text that train in no time.</summary>
internal static class Small
{
    public static TrainingPlan Plan { get; } = new(new ModelShape(Layers: 2, Width: 16, Heads: 2, Context: 8), Steps: 12, Batch: 4, LearningRate: 2e-3, Seed: 7);

    public static byte[] Text { get; } = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("the quick brown fox jumps over the lazy dog. ", 40)));

    public static Corpus Corpus() => new(Text, "foxes");

    /// <summary>Trains until the plan is fulfilled, or until so many steps are done in all.</summary>
    public static void Train(TrainingPlan plan, Corpus corpus, Trainee trainee, int? until = null)
    {
        using var stop = new CancellationTokenSource();
        new Trainer(plan, corpus, [trainee]).Run(new StopAfter(until ?? plan.Steps, stop), () => { }, stop.Token);
    }

    /// <summary>Asks to stop once so many steps are done in all.</summary>
    public sealed class StopAfter(int step, CancellationTokenSource source) : ITrainingMonitor
    {
        public void Report(TrainingProgress progress)
        {
            if (progress.Step >= step)
            {
                source.Cancel();
            }
        }
    }
}
