namespace NormGen.Modules;

/// <summary>What the mean deviation of an L1 norm is multiplied by.</summary>
internal static class L1Scale
{
    // The standard deviation of a normal distribution by its mean absolute deviation.
    private static readonly double ToStandardDeviation = Math.Sqrt(Math.PI / 2);

    /// <summary>One, or what makes the norm that of a standard deviation where the data are normally distributed.</summary>
    public static double Factor(bool matchL2) => matchL2 ? ToStandardDeviation : 1;
}
