namespace NormGen;

/// <summary>How a residual branch is scaled with the number n of residual BRANCHES (two a transformer block), <c>x = x + s · f(x)</c>.</summary>
public enum ResidualScale
{
    /// <summary><c>s = 1 / n</c>: very stable, damps deep paths strongly.</summary>
    InverseBranches,

    /// <summary><c>s = 1 / sqrt(n)</c>: stable for independent branches, usually the more accurate of the two.</summary>
    InverseSqrtBranches,
}
