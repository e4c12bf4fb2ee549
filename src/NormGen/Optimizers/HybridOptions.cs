namespace NormGen.Optimizers;

/// <summary>The hyperparameters of groups whose parameters have a rule with momentum or AdamW, by their role.</summary>
public abstract class HybridOptions : FusedOptimizerOptions
{
    /// <summary>Decay of the running mean of the roles that step by it.</summary>
    public double? momentum { get; set; }

    /// <summary>Decoupled weight decay.</summary>
    public double? weight_decay { get; set; }

    /// <summary>Learning rate of the roles that have AdamW; null for the group's own.</summary>
    public double? adam_lr { get; set; }

    /// <summary>Decay of AdamW's first moment.</summary>
    public double? beta1 { get; set; }

    /// <summary>Decay of AdamW's second moment.</summary>
    public double? beta2 { get; set; }

    /// <summary>Added to the root of AdamW's second moment.</summary>
    public double? eps { get; set; }

    /// <summary>AdamW's rate of this step: its own, moved by the schedule as much as the other.</summary>
    internal double AdamRate => adam_lr is { } rate ? LearningRate!.Value * rate / InitialLearningRate : LearningRate!.Value;

    /// <summary>The numbers of every such group; a derived class puts its own behind them.</summary>
    internal override double?[] Numbers
    {
        get => [momentum, weight_decay, adam_lr, beta1, beta2, eps];
        set => (momentum, weight_decay, adam_lr, beta1, beta2, eps) = (value[0], value[1], value[2], value[3], value[4], value[5]);
    }

    private protected override void ValidateNumbers(bool scheduled)
    {
        // At 1 the running mean stands still, which TorchSharp's CyclicLR asks for at its peak by default.
        Hyperparameter.Decay(momentum, nameof(momentum), orOne: scheduled);
        Hyperparameter.NotNegative(weight_decay, nameof(weight_decay));
        if (adam_lr is not null) Hyperparameter.NotNegative(adam_lr, nameof(adam_lr));
        Hyperparameter.Decay(beta1, nameof(beta1));
        Hyperparameter.Decay(beta2, nameof(beta2));
        Hyperparameter.NotNegative(eps, nameof(eps));
        if (adam_lr is not null && InitialLearningRate == 0) throw new ArgumentException("adam_lr is scheduled in proportion to lr, so lr must not be 0 where adam_lr is given.", nameof(adam_lr));
    }

    private protected override void Apply(GroupTreatment treatment)
    {
        if (treatment.NoDecay) weight_decay = 0;
        adam_lr *= treatment.RateFactor;
    }
}
