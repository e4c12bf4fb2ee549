namespace CharTransformerSample.Training;

/// <summary>Linear warm-up over the first tenth of the steps, then half a cosine down to a tenth of the peak: a function of the step alone, so a resumed run needs nothing but its step.</summary>
/// <param name="Steps">The steps of the whole run.</param>
public readonly record struct LearningRateSchedule(int Steps)
{
    private const double Last = 0.1;

    /// <summary>The steps of the warm-up.</summary>
    public int WarmUp => Math.Max(1, Steps / 10);

    /// <summary>The share of the peak learning rate at a step, counted from 0.</summary>
    public double Factor(int step)
    {
        if (step < WarmUp)
        {
            return (step + 1.0) / WarmUp;
        }

        var progress = (double)(step - WarmUp) / Math.Max(1, Steps - WarmUp);
        return Last + (1 - Last) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
