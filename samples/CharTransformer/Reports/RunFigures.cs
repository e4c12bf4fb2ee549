using CharTransformerSample.Platform;
using CharTransformerSample.Training;

namespace CharTransformerSample.Reports;

/// <summary>The figures of one side: what <c>--json</c> writes.</summary>
/// <param name="Steps">Steps done.</param>
/// <param name="InitialLoss">The loss of the first batch, nats a byte.</param>
/// <param name="FinalLoss">The mean batch loss over the last 50 steps.</param>
/// <param name="ValidationLoss">The loss on the held-out tenth.</param>
/// <param name="TokensPerSecond">Tokens of a step over the median duration of a step.</param>
/// <param name="PeakMemoryBytes">The most memory the process has held.</param>
/// <param name="OptimizerStateBytes">What the optimizer keeps between steps.</param>
public sealed record RunFigures(int Steps, double InitialLoss, double FinalLoss, double ValidationLoss, double TokensPerSecond, long PeakMemoryBytes, long OptimizerStateBytes)
{
    /// <summary>Reads the figures off a training.</summary>
    public static RunFigures Of(Trainee trainee, TrainingPlan plan)
    {
        var history = trainee.History;
        return new(
            history.Losses.Count,
            history.InitialLoss,
            history.RecentLoss,
            double.IsNaN(trainee.FinalValidationLoss) ? history.ValidationLoss : trainee.FinalValidationLoss,
            plan.TokensPerStep / history.MedianStep,
            PeakMemory.Bytes,
            OptimizerMemory.Bytes(trainee.Side.Optimizer));
    }
}
