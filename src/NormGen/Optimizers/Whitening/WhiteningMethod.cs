namespace NormGen.Optimizers;

/// <summary>How <see cref="SWAN"/> whitens a gradient.</summary>
public enum WhiteningMethod
{
    /// <summary>By the iteration of Newton and Schulz: matrix products alone.</summary>
    NewtonSchulz,

    /// <summary>By a singular value decomposition: exact, and slow for large matrices.</summary>
    Exact,
}
