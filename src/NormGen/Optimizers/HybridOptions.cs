namespace NormGen.Optimizers;

/// <summary>The hyperparameters of groups whose parameters have a rule with a running mean or AdamW, by their role.</summary>
public abstract class HybridOptions : MomentumOptions
{
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

    internal override double?[] Numbers
    {
        get => [.. base.Numbers, adam_lr, beta1, beta2, eps];
        set => (base.Numbers, adam_lr, beta1, beta2, eps) = (value[..^4], value[^4], value[^3], value[^2], value[^1]);
    }

    private protected override void ValidateNumbers(bool scheduled)
    {
        // At 1 the running mean stands still, which TorchSharp's CyclicLR asks for at its peak by default.
        Hyperparameter.Decay(momentum, nameof(momentum), orOne: scheduled);
        base.ValidateNumbers(scheduled);
        if (adam_lr is not null) Hyperparameter.NotNegative(adam_lr, nameof(adam_lr));
        Hyperparameter.Decay(beta1, nameof(beta1));
        Hyperparameter.Decay(beta2, nameof(beta2));
        Hyperparameter.NotNegative(eps, nameof(eps));
        if (adam_lr is not null && InitialLearningRate == 0) throw new ArgumentException("adam_lr is scheduled in proportion to lr, so lr must not be 0 where adam_lr is given.", nameof(adam_lr));
    }

    private protected override void Apply(GroupTreatment treatment)
    {
        base.Apply(treatment);
        adam_lr *= treatment.RateFactor;
    }
}
