using System.Diagnostics;
using CharTransformerSample.Data;
using static TorchSharp.torch;

namespace CharTransformerSample.Training;

/// <summary>The training loop: one model, or two that see the same batches in turn.</summary>
/// <param name="plan">How long, how large, how fast.</param>
/// <param name="corpus">The text.</param>
/// <param name="trainees">The sides; the first is the one that is saved.</param>
public sealed class Trainer(TrainingPlan plan, Corpus corpus, IReadOnlyList<Trainee> trainees)
{
    /// <summary>The steps done, those before a checkpoint included.</summary>
    public int Step => trainees[0].History.Losses.Count;

    /// <summary>Whether the plan is fulfilled.</summary>
    public bool Completed => Step >= plan.Steps;

    /// <summary>Trains until the plan is fulfilled or somebody asks to stop; the step in progress is always finished.</summary>
    /// <param name="monitor">Who is told.</param>
    /// <param name="save">Called now and then with a state worth keeping.</param>
    /// <param name="stop">Asks to stop.</param>
    public void Run(ITrainingMonitor monitor, Action save, CancellationToken stop)
    {
        using var windows = new Windows(corpus.Training, plan.Shape.Context);
        using var evaluator = new Evaluator(corpus, plan.Shape.Context);
        var schedule = new LearningRateSchedule(plan.Steps);
        var interval = Math.Max(1, plan.Steps / 10);
        var clock = Stopwatch.StartNew();
        var first = Step;
        while (!Completed && !stop.IsCancellationRequested)
        {
            var step = Step;
            using (var scope = NewDisposeScope())
            {
                using var batch = windows.Random(plan.Seed, step, plan.Batch);
                // Sides take turns in going first: whoever follows finds the caches warm.
                for (var i = 0; i < trainees.Count; i++)
                {
                    trainees[(i + step) % trainees.Count].Step(batch, schedule.Factor(step));
                }
            }

            if (Step % interval == 0 || Completed)
            {
                foreach (var trainee in trainees)
                {
                    trainee.Validate(evaluator, Step);
                }

                save();
            }

            var left = clock.Elapsed / (Step - first) * (plan.Steps - Step);
            monitor.Report(new(Step, plan.Steps, plan.TokensPerStep, clock.Elapsed, left, trainees));
        }

        if (Completed)
        {
            foreach (var trainee in trainees)
            {
                trainee.Finish(evaluator);
            }
        }
    }
}
