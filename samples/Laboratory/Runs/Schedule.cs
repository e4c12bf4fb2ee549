namespace LaboratorySample.Runs;

/// <summary>What the rate is multiplied by: a linear warm-up, then half a cosine or a straight line.</summary>
/// <param name="Warmup">The share of the steps that warms up.</param>
/// <param name="End">What is left at the end.</param>
/// <param name="IsStraight">Whether a straight line leads there.</param>
public sealed record Schedule(double Warmup, double End, bool IsStraight = false)
{
    /// <summary>The factor of a step.</summary>
    public double Factor(int step, int steps)
    {
        var warm = Math.Max(1, (int)(Warmup * steps));
        if (step < warm) return (step + 1.0) / warm;
        var way = (step - warm) / (double)Math.Max(1, steps - warm);
        return End + (1 - End) * (IsStraight ? 1 - way : (1 + Math.Cos(Math.PI * way)) / 2);
    }
}
