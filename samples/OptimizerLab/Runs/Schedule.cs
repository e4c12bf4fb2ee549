namespace OptimizerLabSample.Runs;

/// <summary>What the rate is multiplied by: a linear warm-up, then half a cosine.</summary>
/// <param name="Warmup">The share of the steps that warms up.</param>
/// <param name="End">What is left at the end.</param>
internal sealed record Schedule(double Warmup, double End)
{
    /// <summary>The factor of a step.</summary>
    public double Factor(int step, int steps)
    {
        var warm = Math.Max(1, (int)(Warmup * steps));
        return step < warm ? (step + 1.0) / warm : End + (1 - End) * (1 + Math.Cos(Math.PI * (step - warm) / Math.Max(1, steps - warm))) / 2;
    }
}
