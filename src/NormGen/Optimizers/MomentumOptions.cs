namespace NormGen.Optimizers;

/// <summary>The hyperparameters of groups that step along a momentum buffer.</summary>
public abstract class MomentumOptions : FusedOptimizerOptions
{
    /// <summary>What is left of the buffer after a step.</summary>
    public double? momentum { get; set; }

    /// <summary>The part of the gradient that does not enter the buffer.</summary>
    public double? dampening { get; set; }

    /// <summary>Weight decay.</summary>
    public double? weight_decay { get; set; }

    /// <summary>Whether the step looks ahead: the gradient plus what the momentum makes of the new buffer.</summary>
    public bool? nesterov { get; set; }

    /// <summary>The numbers of every group with momentum; a derived class puts its own behind them.</summary>
    internal override double?[] Numbers
    {
        get => [momentum, dampening, weight_decay, Number(nesterov)];
        set => (momentum, dampening, weight_decay, nesterov) = (value[0], value[1], value[2], Flag(value[3]));
    }

    private protected override void ValidateNumbers(bool scheduled)
    {
        Hyperparameter.NotNegative(momentum, nameof(momentum));
        Hyperparameter.Finite(dampening, nameof(dampening));
        Hyperparameter.NotNegative(weight_decay, nameof(weight_decay));
    }

    private protected override void Apply(GroupTreatment treatment)
    {
        if (treatment.NoDecay) weight_decay = 0;
    }
}
