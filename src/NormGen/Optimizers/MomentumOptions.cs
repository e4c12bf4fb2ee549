namespace NormGen.Optimizers;

/// <summary>The hyperparameters of groups that step along a running sum or mean of the gradient, all parameters or those of some roles.</summary>
public abstract class MomentumOptions : DecayOptions
{
    /// <summary>What is left of it after a step.</summary>
    public double? momentum { get; set; }

    internal override double?[] Numbers
    {
        get => [.. base.Numbers, momentum];
        set => (base.Numbers, momentum) = (value[..^1], value[^1]);
    }

    private protected override void ValidateNumbers(bool scheduled)
    {
        Hyperparameter.NotNegative(momentum, nameof(momentum));
        base.ValidateNumbers(scheduled);
    }
}
