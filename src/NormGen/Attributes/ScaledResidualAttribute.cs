namespace NormGen;

/// <summary>
/// Scales every residual branch of a block, or initializes its weights, by a constant or a rule; outside an output norm: <c>x = x + s · f(x)</c>. Alone on a class it makes a block without norms: <c>forward</c> and
/// <c>InitializeNorms</c> are generated as with a placement attribute.
/// </summary>
/// <remarks>
/// n is the number of residual BRANCHES, the sublayers of the block times the number of blocks: two a transformer block. The number of blocks is <see cref="Depth"/>, counted in the class <see cref="CountIn"/>, or, without
/// either, the argument <c>depth</c> of the generated <c>InitializeNorms</c>. What a rule initializes, <c>InitializeNorms</c> draws from torch's generator, so that <c>manual_seed</c> repeats it.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ScaledResidualAttribute : Attribute
{
    /// <summary>Scales by a rule over the number of residual branches.</summary>
    /// <param name="rule">The rule.</param>
    public ScaledResidualAttribute(ResidualScale rule) => Rule = rule;

    /// <summary>Scales by a constant.</summary>
    /// <param name="scale">The factor, finite and not zero.</param>
    public ScaledResidualAttribute(double scale) => Scale = scale;

    /// <summary>The rule, or null for a constant.</summary>
    public ResidualScale? Rule { get; }

    /// <summary>The constant, or null for a rule.</summary>
    public double? Scale { get; }

    /// <summary>The number of blocks that the stream passes, where it is known; 0 (default) leaves it to <see cref="CountIn"/> or to an argument.</summary>
    public int Depth { get; set; }

    /// <summary>The model class in which the blocks are counted when it is compiled: each place that makes one, times the rounds of loops with constant bounds around it.</summary>
    public Type? CountIn { get; set; }

    /// <summary>The stack that the block belongs to. In an encoder-decoder model <c>InitializeNorms</c> takes both depths.</summary>
    public ResidualStack Stack { get; set; }

    /// <summary>Whether the numbers of <see cref="ResidualScale.SkipInit"/> begin at <c>1 / sqrt(n)</c> instead of 0.</summary>
    public bool StartAtInverseSqrtBranches { get; set; }

    /// <summary>
    /// Whether an initialization follows the authors' code where it differs from the paper: Fixup with the number of outputs in He's deviation (paper: inputs), DeepNorm's encoder beside a decoder with
    /// <c>1.15 · (N⁴M)^(-1/16)</c> (paper: 0.87).
    /// </summary>
    public bool AsReleased { get; set; }
}
