namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>What breaks a net of SELU layers.</summary>
public enum SeluProblem
{
    /// <summary>Ordinary dropout behind SELU.</summary>
    OrdinaryDropout,

    /// <summary>Alpha dropout behind something else than SELU.</summary>
    AlphaDropoutElsewhere,

    /// <summary>Another activation between two layers.</summary>
    OtherActivation,

    /// <summary>A norm between two layers.</summary>
    Norm,

    /// <summary>A sum of two activations that is not divided by the root of two.</summary>
    Residual,

    /// <summary>Layers before SELU with torch's default initialization, or one for other activations.</summary>
    Initialization,
}
