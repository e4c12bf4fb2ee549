namespace NormGen;

/// <summary>
/// A schedule over depth: Post-LN <c>x = Norm(x + f(x))</c> in the first <c>floor(alpha · depth)</c> blocks, Pre-LN <c>x = x + f(Norm(x))</c> in the rest. Both forms are generated, and the generated <c>InitializeNorms(features, layer,
/// depth)</c> says which of them <c>forward</c> is; a stack with <see cref="BlockStackAttribute"/> runs them as two loops.
/// </summary>
/// <remarks>
/// Li, Yin and Liu, Mix-LN: Unleashing the Power of Deeper Layers by Combining Pre-LN and Post-LN, 2024, arXiv 2412.13795. The stream leaves the last block unnormalized unless it is Post-LN: the model needs a final norm. A later paper (arXiv
/// 2502.05795) saw it diverge at 350M and 1B parameters: it is sensitive to warm-up and learning rate.
/// </remarks>
/// <param name="alpha">The part of the blocks that is Post-LN, from 0 (Pre-LN) to 1 (Post-LN).</param>
public sealed class MixLNAttribute(double alpha = 0.25) : PlacementAttribute
{
    /// <summary>The part of the blocks that is Post-LN, from 0 to 1.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>How many blocks are Post-LN, in place of <see cref="Alpha"/>; not given (-1), <c>floor(Alpha · depth)</c>. At most the depth.</summary>
    public int PostLayers { get; set; } = -1;
}
