namespace NormGen.CodeModel.Placement;

/// <summary>How the factor s of <c>x + s · f(x)</c> follows from the number n of residual branches.</summary>
public enum BranchScaleRule
{
    /// <summary>It does not.</summary>
    Constant,

    /// <summary><c>1 / n</c></summary>
    InverseBranches,

    /// <summary><c>1 / sqrt(n)</c></summary>
    InverseSqrtBranches,
}
