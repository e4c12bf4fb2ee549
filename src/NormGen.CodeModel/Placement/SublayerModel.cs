using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Initialization;
using NormGen.CodeModel.Residuals;

namespace NormGen.CodeModel.Placement;

/// <summary>A residual branch of a block.</summary>
/// <param name="Member">The field or property that holds it, escaped where it is a keyword.</param>
/// <param name="Name">Its name in <c>state_dict</c>, without leading underscores.</param>
/// <param name="Method">What is called: <c>call</c>, so that hooks fire, or <c>forward</c> where it is no module.</param>
/// <param name="Arguments">What it is called with after the stream, in order.</param>
/// <param name="NormIn">The norm before it; for Post-LN null.</param>
/// <param name="NormOut">The norm on its output, or for Post-LN after the addition; for Pre-LN null.</param>
public sealed record SublayerModel(string Member, string Name, string Method, EquatableArray<SublayerArgument> Arguments, NormMember? NormIn, NormMember? NormOut)
{
    /// <summary>What it opens and closes with, as far as joints compute it; null where it is called as it stands.</summary>
    public SublayerEnds? Ends { get; init; }

    /// <summary>Why operations that it opens or closes with stay in it, or null where none does.</summary>
    public string? Kept { get; init; }

    /// <summary>The block's <c>Dropout</c> on the branch, directly before the addition; null for none.</summary>
    public string? Dropout { get; init; }

    /// <summary>The learned number that the branch is multiplied by; null for none.</summary>
    public LearnedScale? Factor { get; init; }

    /// <summary>The learned number that is added behind the branch; null for none.</summary>
    public LearnedScale? Offset { get; init; }

    /// <summary>The weights that a rule initializes; null where it leaves them to the sublayer.</summary>
    public BranchWeights? Weights { get; init; }

    /// <summary>The block's parameter that the branch is multiplied by, feature by feature; null for none.</summary>
    public string? Scale { get; init; }
}
