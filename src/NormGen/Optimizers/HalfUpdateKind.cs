namespace NormGen.Optimizers;

/// <summary>The ways of <see cref="HalfUpdate"/>.</summary>
public enum HalfUpdateKind
{
    /// <summary>Rounded to the nearest.</summary>
    Nearest,

    /// <summary>Rounded up or down at random.</summary>
    Stochastic,

    /// <summary>A float32 copy.</summary>
    MasterCopy,
}
