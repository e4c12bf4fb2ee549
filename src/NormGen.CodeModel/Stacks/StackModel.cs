using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Placement;

namespace NormGen.CodeModel.Stacks;

/// <summary>A stack of blocks as its attribute and theirs describe it, as plain data that a pipeline can compare.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Block">The class of its blocks.</param>
/// <param name="List">The member that holds them, escaped where it is a keyword.</param>
/// <param name="Kind">Where the blocks' norms stand.</param>
/// <param name="Norm">The norm of the blocks, and of the stack's ends.</param>
/// <param name="EmbedNorm">The norm before the first block, or null.</param>
/// <param name="FinalNorm">The norm behind the last block, or null.</param>
/// <param name="Depth">The number of blocks where it is stated, or null.</param>
/// <param name="Schedule">Which of them are Post-LN, for blocks with a schedule; else null.</param>
/// <param name="Forward">The declared <c>forward</c>.</param>
/// <param name="Arguments">What each block is called with after the stream.</param>
public sealed record StackModel(
    string Name,
    string Block,
    string List,
    PlacementKind Kind,
    NormModel Norm,
    NormMember? EmbedNorm,
    NormMember? FinalNorm,
    int? Depth,
    MixSchedule? Schedule,
    ForwardModel Forward,
    EquatableArray<SublayerArgument> Arguments)
{
    /// <summary>The method of a block that is called: <c>call</c>, so that hooks fire.</summary>
    public string Method { get; init; } = "call";

    /// <summary>Whether the two bodies of a block with a schedule are called themselves: they can be seen, and the block is not composed on purpose.</summary>
    public bool CallsForms { get; init; }

    /// <summary>The generated norms, in the order of the state.</summary>
    public IEnumerable<NormMember> Norms => new[] { EmbedNorm, FinalNorm }.OfType<NormMember>();
}
