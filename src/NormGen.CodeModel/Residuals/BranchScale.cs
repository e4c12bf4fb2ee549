namespace NormGen.CodeModel.Residuals;

/// <summary>How residual branches are scaled.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Constant">The factor, for <see cref="BranchScaleRule.Constant"/>.</param>
public sealed record BranchScale(BranchScaleRule Rule, double Constant)
{
    /// <summary>The argument of <c>InitializeNorms</c> that is the number of blocks.</summary>
    public const string DepthArgument = "depth";

    /// <summary>The arguments of <c>InitializeNorms</c> that are the numbers of blocks in two stacks.</summary>
    public const string EncoderArgument = "encoderDepth", DecoderArgument = "decoderDepth";

    /// <summary>The number of blocks, stated or counted; null where <c>InitializeNorms</c> takes it.</summary>
    public int? Depth { get; init; }

    /// <summary>The stack that the block belongs to.</summary>
    public ScaleStack Stack { get; init; }

    /// <summary>Whether learned numbers begin at <c>1 / sqrt(n)</c>.</summary>
    public bool StartsAtInverseSqrt { get; init; }

    /// <summary>Whether an initialization follows the authors' code where it differs from the paper.</summary>
    public bool AsReleased { get; init; }

    /// <summary>Whether anything depends on the number of blocks.</summary>
    public bool NeedsDepth => Rule switch
    {
        BranchScaleRule.Constant or BranchScaleRule.ReZero => false,
        BranchScaleRule.SkipInit => StartsAtInverseSqrt,
        _ => true,
    };

    /// <summary>The numbers of blocks that <c>InitializeNorms</c> takes, by name.</summary>
    public IEnumerable<string> DepthArguments => !NeedsDepth || Depth is not null ? [] : Stack == ScaleStack.Only ? [DepthArgument] : [EncoderArgument, DecoderArgument];

    /// <summary>Whether there is a constant factor, of the branch or (<see cref="ScalesStream"/>) of the stream.</summary>
    public bool HasFactor => Rule is BranchScaleRule.Constant or BranchScaleRule.InverseBranches or BranchScaleRule.InverseSqrtBranches or BranchScaleRule.DeepNorm;

    /// <summary>Whether the factor is that of the stream and not of the branch.</summary>
    public bool ScalesStream => Rule == BranchScaleRule.DeepNorm;

    /// <summary>Whether each branch has a learned number as its factor.</summary>
    public bool IsLearned => Rule is BranchScaleRule.SkipInit or BranchScaleRule.ReZero or BranchScaleRule.Fixup;

    /// <summary>Whether weights of the branches are initialized.</summary>
    public bool Initializes => Rule is BranchScaleRule.Fixup or BranchScaleRule.DeepNorm or BranchScaleRule.Gpt2Init;

    /// <summary>Whether it stands in the place of norms.</summary>
    public bool ReplacesNorms => IsLearned;

    /// <summary>Whether it treats the stacks of an encoder-decoder model apart.</summary>
    public bool KnowsStacks => Rule is BranchScaleRule.DeepNorm or BranchScaleRule.Fixup;
}
