namespace NormGen.Optimizers;

/// <summary>The hyperparameters of groups whose parameters, all or those of some roles, keep Adam's two moments.</summary>
public abstract class AdamOptions : BetaOptions
{
    /// <summary>Added to the root of the second moment.</summary>
    public double? eps { get; set; }

    internal override double?[] Numbers
    {
        get => [.. base.Numbers, eps];
        set => (base.Numbers, eps) = (value[..^1], value[^1]);
    }

    private protected override void ValidateNumbers(bool scheduled)
    {
        base.ValidateNumbers(scheduled);
        Hyperparameter.NotNegative(eps, nameof(eps));
    }
}
