using System.Globalization;
using NormGen.CodeModel.Residuals;

namespace NormGen.Generators.Placement;

/// <summary>Says what a residual scale is, for readers and as code.</summary>
internal static class ScaleText
{
    private const string Scales = "global::NormGen.Modules.ResidualScales";

    /// <summary>Where a rule comes from.</summary>
    public static string Source(BranchScaleRule rule) => rule switch
    {
        BranchScaleRule.SkipInit => "SkipInit, De and Smith 2020, arXiv 2002.10444",
        BranchScaleRule.ReZero => "ReZero, Bachlechner et al. 2020, arXiv 2003.04887",
        BranchScaleRule.Fixup => "Fixup, Zhang, Dauphin and Ma 2019, arXiv 1901.09321",
        BranchScaleRule.DeepNorm => "DeepNorm, Wang et al. 2022, arXiv 2203.00555",
        BranchScaleRule.Gpt2Init => "GPT-2, Radford et al. 2019",
        BranchScaleRule.LayerScale => "LayerScale, Touvron et al. 2021, arXiv 2103.17239",
        _ => "Dherin and Munn 2025, arXiv 2510.03470",
    };

    /// <summary>What the factor is, or what the rule initializes.</summary>
    public static string Meaning(BranchScale scale, int sublayers)
    {
        var branches = scale switch
        {
            { Depth: { } depth } => FormattableString.Invariant($"n = {sublayers} · {depth} = {sublayers * depth} residual branches"),
            { Stack: not ScaleStack.Only } => "n = 2 · encoderDepth + 3 · decoderDepth residual branches",
            _ => FormattableString.Invariant($"n = {sublayers} · depth residual branches"),
        };
        return scale.Rule switch
        {
            BranchScaleRule.Constant => "s = " + scale.Constant.ToString("R", CultureInfo.InvariantCulture),
            BranchScaleRule.InverseBranches => $"s = 1 / n with {branches}",
            BranchScaleRule.InverseSqrtBranches => $"s = 1 / sqrt(n) with {branches}",
            BranchScaleRule.SkipInit => scale.StartsAtInverseSqrt ? $"learned factors begin at 1 / sqrt(n) with {branches}" : "learned factors begin at 0",
            BranchScaleRule.ReZero => "the learned factor begins at 0",
            BranchScaleRule.Fixup => $"learned factors begin at 1, offsets at 0; output weights at 0, the others with He's deviation times n^(-1 / (2m - 2)), {branches}, m weights a branch; learning rate / 10 for the numbers",
            BranchScaleRule.DeepNorm => "s and the gain of initialization by " + Source(scale.Rule),
            BranchScaleRule.Gpt2Init => $"output weights begin with the deviation 0.02 / sqrt(n), {branches}; {Source(scale.Rule)}",
            _ => $"learned factors of features begin at {Scales.Substring(8)}.LayerScaleStart(depth); {Source(scale.Rule)}",
        };
    }

    /// <summary>The number of blocks as code.</summary>
    public static string Depth(BranchScale scale) => scale.Depth?.ToString(CultureInfo.InvariantCulture) ?? BranchScale.DepthArgument;

    /// <summary>The number of residual branches as code.</summary>
    public static string Branches(BranchScale scale, int sublayers) => scale.Stack == ScaleStack.Only
        ? FormattableString.Invariant($"{sublayers}L * {Depth(scale)}")
        : $"{Scales}.EncoderDecoderBranches({BranchScale.EncoderArgument}, {BranchScale.DecoderArgument})";

    /// <summary>The constant factor as code.</summary>
    public static string Factor(BranchScale scale, int sublayers) => scale.Rule switch
    {
        BranchScaleRule.Constant => NormCreation.Number(scale.Constant),
        BranchScaleRule.InverseBranches => $"{Scales}.InverseBranches({Branches(scale, sublayers)})",
        BranchScaleRule.DeepNorm => DeepNorm(scale, "Alpha"),
        _ => $"{Scales}.InverseSqrtBranches({Branches(scale, sublayers)})",
    };

    /// <summary>DeepNorm's gain of initialization as code.</summary>
    public static string Gain(BranchScale scale) => DeepNorm(scale, "Beta");

    /// <summary>What a learned number begins at, as code.</summary>
    public static string Start(BranchScale scale, LearnedScale number, int sublayers) => scale.Rule switch
    {
        BranchScaleRule.SkipInit when scale.StartsAtInverseSqrt => $"{Scales}.InverseSqrtBranches({Branches(scale, sublayers)})",
        BranchScaleRule.LayerScale => $"{Scales}.LayerScaleStart({Depth(scale)})",
        BranchScaleRule.Fixup when !number.IsOffset => "1.0",
        _ => "0.0",
    };

    private static string DeepNorm(BranchScale scale, string what) => scale.Stack switch
    {
        ScaleStack.Encoder => $"{Scales}.DeepNormEncoder{what}({BranchScale.EncoderArgument}, {BranchScale.DecoderArgument}{(scale.AsReleased && what == "Beta" ? ", asReleased: true" : "")})",
        ScaleStack.Decoder => $"{Scales}.DeepNormDecoder{what}({BranchScale.DecoderArgument})",
        _ => $"{Scales}.DeepNorm{what}({Depth(scale)})",
    };
}
