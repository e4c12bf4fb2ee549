namespace NormGen.Optimizers;

/// <summary>How <see cref="GradNormLoRP"/> splits a weight into direction and magnitude, a number a row.</summary>
public enum WeightNormForm
{
    /// <summary>As in the paper: the gradient of the direction is the one of a weight norm, and the magnitude keeps what it learned. Only the magnitude decays.</summary>
    Persistent,

    /// <summary>As in the authors' code: every step takes the magnitude from the direction anew, so that what it learned in the step before is lost, and the direction has the gradient of the weight.</summary>
    Released,

    /// <summary>No split: GaLore's Adam.</summary>
    None,
}
