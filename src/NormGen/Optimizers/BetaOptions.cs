namespace NormGen.Optimizers;

/// <summary>The hyperparameters of groups that keep running means of the gradient: decays of one or two of them, and decoupled weight decay.</summary>
public abstract class BetaOptions : DecayOptions
{
    /// <summary>Decay of the first moment.</summary>
    public double? beta1 { get; set; }

    /// <summary>Decay of the second moment.</summary>
    public double? beta2 { get; set; }

    internal override double?[] Numbers
    {
        get => [.. base.Numbers, beta1, beta2];
        set => (base.Numbers, beta1, beta2) = (value[..^2], value[^2], value[^1]);
    }

    private protected override void ValidateNumbers(bool scheduled)
    {
        Hyperparameter.Decay(beta1, nameof(beta1));
        Hyperparameter.Decay(beta2, nameof(beta2));
        base.ValidateNumbers(scheduled);
    }
}
