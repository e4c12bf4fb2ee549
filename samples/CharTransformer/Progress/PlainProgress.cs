using CharTransformerSample.Training;

namespace CharTransformerSample.Progress;

/// <summary>Progress as plain lines, for logs: twenty of them, and the first and last step.</summary>
/// <param name="output">Where the lines go.</param>
public sealed class PlainProgress(TextWriter output) : ITrainingMonitor
{
    /// <inheritdoc/>
    public void Report(TrainingProgress progress)
    {
        if (progress.Step != 1 && !progress.Completed && progress.Step % Math.Max(1, progress.Steps / 20) != 0)
        {
            return;
        }

        foreach (var trainee in progress.Trainees)
        {
            var side = progress.Trainees.Count > 1 ? $"{trainee.Side.Name,-8} " : "";
            output.WriteLine($"step {progress.Step}/{progress.Steps}  {side}{ProgressText.Side(trainee, progress.TokensPerStep)}  {ProgressText.Time(progress.Left)} left");
        }
    }
}
