namespace NormGen.Optimizers;

/// <summary>The hyperparameters of groups whose weights decay: what is said of decay and what groups make of it stands here once.</summary>
public abstract class DecayOptions : FusedOptimizerOptions
{
    /// <summary>Weight decay: decoupled, but for SGD, where it is part of the gradient.</summary>
    public double? weight_decay { get; set; }

    /// <summary>The numbers of every group; a derived class puts its own behind them.</summary>
    internal override double?[] Numbers
    {
        get => [weight_decay];
        set => weight_decay = value[0];
    }

    private protected override void ValidateNumbers(bool scheduled) => Hyperparameter.NotNegative(weight_decay, nameof(weight_decay));

    private protected override void Apply(GroupTreatment treatment)
    {
        if (treatment.NoDecay) weight_decay = 0;
    }
}
