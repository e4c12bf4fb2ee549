namespace NormGen.Optimizers;

/// <summary>The hyperparameters of groups whose parameters, all or those of some roles, keep Adam's two moments.</summary>
public abstract class AdamOptions : FusedOptimizerOptions
{
    /// <summary>Decay of the first moment.</summary>
    public double? beta1 { get; set; }

    /// <summary>Decay of the second moment.</summary>
    public double? beta2 { get; set; }

    /// <summary>Added to the root of the second moment.</summary>
    public double? eps { get; set; }

    /// <summary>Decoupled weight decay.</summary>
    public double? weight_decay { get; set; }

    /// <summary>The numbers of every group of Adam's kind; a derived class puts its own behind them.</summary>
    internal override double?[] Numbers
    {
        get => [beta1, beta2, eps, weight_decay];
        set => (beta1, beta2, eps, weight_decay) = (value[0], value[1], value[2], value[3]);
    }

    private protected override void ValidateNumbers(bool scheduled)
    {
        Hyperparameter.Decay(beta1, nameof(beta1));
        Hyperparameter.Decay(beta2, nameof(beta2));
        Hyperparameter.NotNegative(eps, nameof(eps));
        Hyperparameter.NotNegative(weight_decay, nameof(weight_decay));
    }
}
