namespace NormGen.Generators.Placement;

/// <summary>What a parameter of a joint is.</summary>
internal enum JointOperand
{
    /// <summary>The residual stream.</summary>
    Stream,

    /// <summary>What the sublayer returned.</summary>
    Branch,

    /// <summary>The factor of the branch.</summary>
    Scale,

    /// <summary>A parameter of the norm on the branch.</summary>
    NormOut,

    /// <summary>A parameter of the norm behind the addition.</summary>
    NormIn,
}
