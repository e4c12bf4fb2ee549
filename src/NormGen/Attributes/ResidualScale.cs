namespace NormGen;

/// <summary>
/// How residual branches are scaled, <c>x = x + s · f(x)</c>, or their weights initialized, by the number n of residual BRANCHES: the sublayers of a block times the number of blocks, so two a transformer block.
/// </summary>
public enum ResidualScale
{
    /// <summary><c>s = 1 / n</c>: very stable, damps deep paths strongly. Dherin and Munn, On residual network depth, 2025, arXiv 2510.03470.</summary>
    InverseBranches,

    /// <summary><c>s = 1 / sqrt(n)</c>: stable for independent branches, usually the more accurate of the two.</summary>
    InverseSqrtBranches,

    /// <summary>A learned number for each branch that begins at 0 (or <c>1 / sqrt(n)</c>), in place of norms. De and Smith, 2020, arXiv 2002.10444.</summary>
    SkipInit,

    /// <summary>A learned number for each block, shared by its branches, that begins at 0, in place of norms. Bachlechner et al., ReZero, 2020, arXiv 2003.04887.</summary>
    ReZero,

    /// <summary>
    /// <c>x + s · f(x) + b</c> with learned numbers s = 1 and b = 0, in place of norms; the last weight of each branch begins at 0, the others with He's deviation times <c>n^(-1 / (2m - 2))</c>, m weights a branch.
    /// The numbers train at a tenth of the learning rate. Zhang, Dauphin and Ma, Fixup Initialization, 2019, arXiv 1901.09321.
    /// </summary>
    Fixup,

    /// <summary>
    /// <c>Norm(a · x + f(x))</c>, with <see cref="PostLNAttribute"/>: a from the depth; the weights of values, output and feed-forward layers begin with gain b (Xavier), those of queries and keys with gain 1.
    /// Wang et al., DeepNet: Scaling Transformers to 1,000 Layers, 2022, arXiv 2203.00555.
    /// </summary>
    DeepNorm,

    /// <summary>Branches are added as they are; the weights that make a branch's output begin with the deviation <c>0.02 / sqrt(n)</c>, its other weights with 0.02. Radford et al., GPT-2, 2019.</summary>
    Gpt2Init,

    /// <summary>A learned factor for each feature of each branch, which begins at 0.1 up to 18 blocks, at 1e-5 up to 24 and at 1e-6 beyond. Touvron et al., Going Deeper with Image Transformers, 2021, arXiv 2103.17239.</summary>
    LayerScale,
}
