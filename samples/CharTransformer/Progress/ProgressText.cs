using System.Globalization;
using CharTransformerSample.Training;

namespace CharTransformerSample.Progress;

/// <summary>The words of the progress line.</summary>
public static class ProgressText
{
    /// <summary>Loss, validation loss, gradient norm and speed of one side.</summary>
    public static string Side(Trainee trainee, int tokensPerStep)
    {
        var history = trainee.History;
        var validation = history.Validations.Count == 0 ? "-" : history.ValidationLoss.ToString("F3", CultureInfo.InvariantCulture);
        return FormattableString.Invariant($"loss {history.RecentLoss:F3}  val {validation}  grad {history.GradientNorms[^1]:F2}  {tokensPerStep / history.RecentStep:N0} tokens/s");
    }

    /// <summary>A duration in minutes and seconds.</summary>
    public static string Time(TimeSpan time)
        => time.TotalHours >= 1 ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}
