namespace NormGen.Optimizers;

/// <summary>The hyperparameters of groups that step along SGD's momentum buffer.</summary>
public abstract class BufferOptions : MomentumOptions
{
    /// <summary>The part of the gradient that does not enter the buffer.</summary>
    public double? dampening { get; set; }

    /// <summary>Whether the step looks ahead: the gradient plus what the momentum makes of the new buffer.</summary>
    public bool? nesterov { get; set; }

    internal override double?[] Numbers
    {
        get => [.. base.Numbers, dampening, Number(nesterov)];
        set => (base.Numbers, dampening, nesterov) = (value[..^2], value[^2], Flag(value[^1]));
    }

    private protected override void ValidateNumbers(bool scheduled)
    {
        base.ValidateNumbers(scheduled);
        Hyperparameter.Finite(dampening, nameof(dampening));
    }
}
