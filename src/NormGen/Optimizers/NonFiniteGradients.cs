namespace NormGen.Optimizers;

/// <summary>What a step does where a gradient has an entry that is not a number or not finite.</summary>
public enum NonFiniteGradients
{
    /// <summary>Nothing special: the parameter becomes not finite, and whatever else the method computes from the gradient. Costs nothing.</summary>
    Propagate,

    /// <summary>The step is left out: no parameter, no state and no counter changes. One more read of every gradient, and a number to wait for.</summary>
    Skip,

    /// <summary>An exception that names the first such parameter; nothing changes. Costs as <see cref="Skip"/>.</summary>
    Raise,
}
