namespace NormGen.CodeModel.Residuals;

/// <summary>How residual branches are scaled or initialized by their number n: a constant, then the rules of <c>NormGen.ResidualScale</c> in their order.</summary>
public enum BranchScaleRule
{
    /// <summary>By a number that is given.</summary>
    Constant,

    /// <summary><c>x + f(x) / n</c></summary>
    InverseBranches,

    /// <summary><c>x + f(x) / sqrt(n)</c></summary>
    InverseSqrtBranches,

    /// <summary><c>x + α · f(x)</c>, a learned α a branch.</summary>
    SkipInit,

    /// <summary><c>x + α · f(x)</c>, a learned α a block.</summary>
    ReZero,

    /// <summary><c>x + s · f(x) + b</c>, learned s and b a branch.</summary>
    Fixup,

    /// <summary><c>Norm(a · x + f(x))</c></summary>
    DeepNorm,

    /// <summary><c>x + f(x)</c>, the deviation of output weights divided by <c>sqrt(n)</c>.</summary>
    Gpt2Init,

    /// <summary><c>x + γ ⊙ f(x)</c>, a learned γ a feature and branch.</summary>
    LayerScale,
}
