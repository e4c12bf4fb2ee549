using System.Diagnostics;
using CharTransformerSample.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LaboratorySample.Runs;

/// <summary>The one training loop of all experiments.</summary>
public static class Training
{
    /// <summary>Trains.</summary>
    /// <param name="job">Which run it is.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="loss">The loss of a step's batch.</param>
    /// <param name="schedule">How the rate goes; null for a constant one.</param>
    /// <param name="spoil">What happens to the gradients of a step before the optimizer sees them.</param>
    /// <param name="result">What is measured at the end, without gradients.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Outcome Run(Job job, OptimizerHelper optimizer, int steps, Func<int, Tensor> loss, Func<IReadOnlyList<(string Measure, double Value)>> result, Schedule? schedule = null, Action<int>? spoil = null)
    {
        var (curve, times) = (new List<double>(steps), new List<double>(steps));
        for (var step = 0; step < steps; step++)
        {
            job.Stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            if (schedule is not null)
            {
                foreach (var group in optimizer.ParamGroups) group.LearningRate = group.InitialLearningRate * schedule.Factor(step, steps);
            }

            optimizer.zero_grad();
            var now = loss(step);
            now.backward();
            spoil?.Invoke(step);
            var start = Stopwatch.GetTimestamp();
            optimizer.step();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            curve.Add(now.to(ScalarType.Float64).item<double>());
        }

        using var noGradients = no_grad();
        using var end = NewDisposeScope();
        times.Sort();
        return new(result(), curve, times[times.Count / 2], OptimizerMemory.Bytes(optimizer));
    }
}
