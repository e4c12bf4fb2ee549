using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Region normalization as functions of <c>[batch, channels, ...]</c>: the two regions of a mask, each by its own mean and variance.
/// </summary>
/// <remarks>
/// Yu et al., Region Normalization for Image Inpainting, 2019, arXiv 1911.10375. A region <c>R</c> is normalized to <c>(x - mean) / sqrt(var + eps · n / |R|)</c>, with its biased variance, its number of pixels <c>|R|</c> and the number <c>n</c> of all pixels,
/// over the batch as in the authors' code, or of each sample alone as in their paper. That eps grows where the region is small comes from the code, which normalizes all pixels with the other region filled. A region of one pixel becomes 0.
/// No gradient goes to the mask. Every formula is plain TorchSharp: it is the fallback on other devices and types, and for second derivatives.
/// </remarks>
public static partial class RegionNorms
{
    private const string Source = "Yu et al. 2019, arXiv 1911.10375";

    /// <summary>Each region by its own statistics over the batch, without gain and offset.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="mask">The mask <c>[batch, 1, ...]</c>.</param>
    /// <param name="threshold">What the mask has at least in the foreground.</param>
    /// <param name="eps">Added to the variance, inside the root, times <c>n / |R|</c>.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(RegionNormFormula), Source = Source)]
    public static partial Tensor RegionNorm(Tensor x, [PerPosition] Tensor mask, double threshold, double eps);

    /// <summary>Each region by its own statistics in the sample, without gain and offset.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="mask">The mask <c>[batch, 1, ...]</c>.</param>
    /// <param name="threshold">What the mask has at least in the foreground.</param>
    /// <param name="eps">Added to the variance, inside the root, times <c>n / |R|</c>.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(RegionNormPerSampleFormula), Source = Source)]
    public static partial Tensor RegionNormPerSample(Tensor x, [PerPosition] Tensor mask, double threshold, double eps);

    /// <summary>RN-B: each region by its own statistics over the batch, then <c>· (1 + gamma) + beta</c> of the region.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="mask">The mask <c>[batch, 1, ...]</c>, one in the foreground, zero in the background.</param>
    /// <param name="foreground_gamma">What the gain of the foreground is beyond one <c>[channels]</c>.</param>
    /// <param name="background_gamma">What the gain of the background is beyond one <c>[channels]</c>.</param>
    /// <param name="foreground_beta">The offset of the foreground <c>[channels]</c>.</param>
    /// <param name="background_beta">The offset of the background <c>[channels]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root, times <c>n / |R|</c>.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(BasicFormula), Source = Source)]
    public static partial Tensor Basic(Tensor x, [PerPosition] Tensor mask, [PerChannel] Tensor foreground_gamma, [PerChannel] Tensor background_gamma, [PerChannel] Tensor foreground_beta, [PerChannel] Tensor background_beta, double eps);

    /// <summary>RN-B with the statistics of each sample.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="mask">The mask <c>[batch, 1, ...]</c>, one in the foreground, zero in the background.</param>
    /// <param name="foreground_gamma">What the gain of the foreground is beyond one <c>[channels]</c>.</param>
    /// <param name="background_gamma">What the gain of the background is beyond one <c>[channels]</c>.</param>
    /// <param name="foreground_beta">The offset of the foreground <c>[channels]</c>.</param>
    /// <param name="background_beta">The offset of the background <c>[channels]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root, times <c>n / |R|</c>.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(BasicPerSampleFormula), Source = Source)]
    public static partial Tensor BasicPerSample(Tensor x, [PerPosition] Tensor mask, [PerChannel] Tensor foreground_gamma, [PerChannel] Tensor background_gamma, [PerChannel] Tensor foreground_beta, [PerChannel] Tensor background_beta, double eps);
}
