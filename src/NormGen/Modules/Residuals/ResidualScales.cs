namespace NormGen.Modules;

/// <summary>The constants by which residual branches are scaled and initialized, as functions of the depth. One formula a rule; generated blocks call them.</summary>
/// <remarks>n is the number of residual branches (two a transformer layer), N and M the layers of encoder and decoder.</remarks>
public static class ResidualScales
{
    /// <summary><c>1 / n</c>. Dherin and Munn, On residual network depth, 2025, arXiv 2510.03470.</summary>
    /// <param name="branches">n, at least 1.</param>
    /// <returns>The factor of a branch.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no branch.</exception>
    public static double InverseBranches(long branches) => 1.0 / Positive(branches, nameof(branches));

    /// <summary><c>1 / sqrt(n)</c>: the factor of a branch, and by GPT-2 that of the deviation of weights that make a branch's output.</summary>
    /// <param name="branches">n, at least 1.</param>
    /// <returns>The factor.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no branch.</exception>
    public static double InverseSqrtBranches(long branches) => 1 / Math.Sqrt(Positive(branches, nameof(branches)));

    /// <summary><c>n^(-1 / (2m - 2))</c>: by Fixup the factor of He's deviation of all weights of a branch but the last, which is 0. Zhang, Dauphin and Ma, 2019, arXiv 1901.09321.</summary>
    /// <param name="branches">n, at least 1.</param>
    /// <param name="weights">m, the weights that are multiplied along a branch, at least 2.</param>
    /// <returns>The factor.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public static double FixupFactor(long branches, int weights)
    {
        if (weights < 2) throw new ArgumentOutOfRangeException(nameof(weights), weights, $"weights must be 2 or more, but was {weights}: the only weight of a branch is the last one, which Fixup sets to 0.");
        return Math.Pow(Positive(branches, nameof(branches)), -1.0 / (2 * weights - 2));
    }

    /// <summary>Fixup's n for an encoder-decoder transformer: two branches an encoder layer, three a decoder layer.</summary>
    /// <param name="encoderLayers">N, at least 1.</param>
    /// <param name="decoderLayers">M, at least 1.</param>
    /// <returns><c>2N + 3M</c></returns>
    /// <exception cref="ArgumentOutOfRangeException">A stack has no layer.</exception>
    public static long EncoderDecoderBranches(long encoderLayers, long decoderLayers) => (2 * Positive(encoderLayers, nameof(encoderLayers))) + (3 * Positive(decoderLayers, nameof(decoderLayers)));

    /// <summary>DeepNorm's factor of the stream in an encoder-only or decoder-only model, <c>(2L)^(1/4)</c>. Wang et al., DeepNet, 2022, arXiv 2203.00555.</summary>
    /// <param name="layers">L, at least 1.</param>
    /// <returns>The factor of the stream.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no layer.</exception>
    public static double DeepNormAlpha(long layers) => Math.Pow(2 * Positive(layers, nameof(layers)), 0.25);

    /// <summary>DeepNorm's gain of initialization in an encoder-only or decoder-only model, <c>(8L)^(-1/4)</c>.</summary>
    /// <param name="layers">L, at least 1.</param>
    /// <returns>The gain.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no layer.</exception>
    public static double DeepNormBeta(long layers) => Math.Pow(8 * Positive(layers, nameof(layers)), -0.25);

    /// <summary>DeepNorm's factor of the stream in the encoder of an encoder-decoder model, <c>0.81 (N⁴M)^(1/16)</c>.</summary>
    /// <param name="encoderLayers">N, at least 1.</param>
    /// <param name="decoderLayers">M, at least 1.</param>
    /// <returns>The factor of the stream.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A stack has no layer.</exception>
    public static double DeepNormEncoderAlpha(long encoderLayers, long decoderLayers) => 0.81 * EncoderDepth(encoderLayers, decoderLayers);

    /// <summary>DeepNorm's gain of initialization in the encoder of an encoder-decoder model, <c>0.87 (N⁴M)^(-1/16)</c>.</summary>
    /// <param name="encoderLayers">N, at least 1.</param>
    /// <param name="decoderLayers">M, at least 1.</param>
    /// <param name="asReleased">Whether the factor is 1.15 as in torchscale, the reciprocal of the published 0.87.</param>
    /// <returns>The gain.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A stack has no layer.</exception>
    public static double DeepNormEncoderBeta(long encoderLayers, long decoderLayers, bool asReleased = false) => (asReleased ? 1.15 : 0.87) / EncoderDepth(encoderLayers, decoderLayers);

    /// <summary>DeepNorm's factor of the stream in the decoder of an encoder-decoder model, <c>(3M)^(1/4)</c>.</summary>
    /// <param name="decoderLayers">M, at least 1.</param>
    /// <returns>The factor of the stream.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no layer.</exception>
    public static double DeepNormDecoderAlpha(long decoderLayers) => Math.Pow(3 * Positive(decoderLayers, nameof(decoderLayers)), 0.25);

    /// <summary>DeepNorm's gain of initialization in the decoder of an encoder-decoder model, <c>(12M)^(-1/4)</c>.</summary>
    /// <param name="decoderLayers">M, at least 1.</param>
    /// <returns>The gain.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no layer.</exception>
    public static double DeepNormDecoderBeta(long decoderLayers) => Math.Pow(12 * Positive(decoderLayers, nameof(decoderLayers)), -0.25);

    /// <summary>What LayerScale's factors begin at: 0.1 up to 18 layers, 1e-5 up to 24, 1e-6 beyond. Touvron et al., 2021, arXiv 2103.17239.</summary>
    /// <param name="layers">The number of blocks, at least 1.</param>
    /// <returns>The factor.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no layer.</exception>
    public static double LayerScaleStart(long layers) => Positive(layers, nameof(layers)) switch { <= 18 => 0.1, <= 24 => 1e-5, _ => 1e-6 };

    private static double EncoderDepth(long encoderLayers, long decoderLayers) => Math.Pow(Math.Pow(Positive(encoderLayers, nameof(encoderLayers)), 4) * Positive(decoderLayers, nameof(decoderLayers)), 1.0 / 16);

    private static long Positive(long number, string name) => number > 0 ? number : throw new ArgumentOutOfRangeException(name, number, $"{name} must be 1 or more, but was {number}.");
}
