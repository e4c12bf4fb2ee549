namespace NormGen.Optimizers;

/// <summary>The hyperparameters of groups that keep running means of the gradient: decays of one or two of them, and decoupled weight decay.</summary>
public abstract class BetaOptions : FusedOptimizerOptions
{
    /// <summary>Decay of the first moment.</summary>
    public double? beta1 { get; set; }

    /// <summary>Decay of the second moment.</summary>
    public double? beta2 { get; set; }

    /// <summary>Decoupled weight decay.</summary>
    public double? weight_decay { get; set; }

    /// <summary>The numbers of every group with betas; a derived class puts its own behind them.</summary>
    internal override double?[] Numbers
    {
        get => [beta1, beta2, weight_decay];
        set => (beta1, beta2, weight_decay) = (value[0], value[1], value[2]);
    }

    private protected override void ValidateNumbers(bool scheduled)
    {
        Hyperparameter.Decay(beta1, nameof(beta1));
        Hyperparameter.Decay(beta2, nameof(beta2));
        Hyperparameter.NotNegative(weight_decay, nameof(weight_decay));
    }

    private protected override void Apply(GroupTreatment treatment)
    {
        if (treatment.NoDecay) weight_decay = 0;
    }
}
