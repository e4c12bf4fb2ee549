namespace NormGen.CodeModel.Placement;

/// <summary>How residual branches are scaled.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Constant">The factor, for <see cref="BranchScaleRule.Constant"/>.</param>
public sealed record BranchScale(BranchScaleRule Rule, double Constant)
{
    /// <summary>Whether the factor depends on the number of blocks.</summary>
    public bool NeedsDepth => Rule != BranchScaleRule.Constant;
}
