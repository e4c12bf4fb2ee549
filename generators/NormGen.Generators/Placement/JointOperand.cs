namespace NormGen.Generators.Placement;

/// <summary>What a parameter of a joint is.</summary>
internal enum JointOperand
{
    /// <summary>The residual stream.</summary>
    Stream,

    /// <summary>What the sublayer returned.</summary>
    Branch,

    /// <summary>The constant factor of the branch or the stream.</summary>
    Scale,

    /// <summary>The learned factor of the branch.</summary>
    Learned,

    /// <summary>The learned number that is added behind it.</summary>
    Offset,

    /// <summary>A parameter of the norm on the branch.</summary>
    NormOut,

    /// <summary>A parameter of the norm behind the addition.</summary>
    NormIn,

    /// <summary>A parameter of an operation that the sublayer closes with.</summary>
    Closing,

    /// <summary>A parameter of a norm that the next sublayer opens with.</summary>
    Opening,

    /// <summary>The factor of the branch for each feature.</summary>
    Gain,

    /// <summary>The probability of the dropout before the addition.</summary>
    Rate,

    /// <summary>The seed of all dropouts.</summary>
    Seed,
}
