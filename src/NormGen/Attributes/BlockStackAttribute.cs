namespace NormGen;

/// <summary>
/// A module that runs a stream through a <c>ModuleList</c> of blocks with a placement attribute: <c>forward</c>, the norms at both ends and <c>InitializeNorms(features)</c> are generated. Blocks with a schedule over depth
/// (<see cref="MixLNAttribute"/>) run as two loops.
/// </summary>
/// <remarks>
/// <c>x = embed_norm(x); x = block(x) for each block; y = final_norm(x)</c>. The norms are those of the blocks (their attribute's <see cref="PlacementAttribute.Norm"/> and <see cref="PlacementAttribute.Eps"/>), and are called as modules. Arguments that the
/// blocks take besides the stream are those of this <c>forward</c> with the same names.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BlockStackAttribute : Attribute
{
    /// <summary>Whether a norm stands before the first block, as in Peri-LN models; <c>embed_norm</c> in <c>state_dict</c>.</summary>
    public bool EmbedNorm { get; set; }

    /// <summary>
    /// Whether a norm stands behind the last block; <c>final_norm</c> in <c>state_dict</c>. All placements but Post-LN need one before the head. Not given, there is one where the blocks have norms, and none behind blocks without
    /// (<see cref="ScaledResidualAttribute"/> alone), which are made to do without; asked for there, it is a LayerNorm.
    /// </summary>
    public bool FinalNorm { get; set; } = true;

    /// <summary>How many blocks there are, where that is known when the stack is compiled: a schedule's loops then have constant bounds, and another number of blocks is an error. Not given (0), they are counted once.</summary>
    public int Depth { get; set; }
}
