using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// The norms as functions of rows <c>[.., features]</c>: what the modules of this namespace call, and what placement attributes fuse with a residual addition.
/// </summary>
/// <remarks>
/// Numerics are PyTorch's: biased variance, eps inside the root. The variance takes two passes, <c>mean((x - mean(x))²)</c>, so that a large common offset costs no digits.
/// Every formula is plain TorchSharp: it is the fallback on other devices and types, and for second derivatives.
/// </remarks>
public static partial class Norms
{
    /// <summary>Root mean square norm with a gain: <c>x · rsqrt(mean(x²) + eps) · weight</c>.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <remarks>Zhang and Sennrich, Root Mean Square Layer Normalization, 2019, arXiv 1910.07467.</remarks>
    [Fused(nameof(RMSNormFormula), Source = "Zhang and Sennrich 2019, arXiv 1910.07467")]
    public static partial Tensor RMSNorm(Tensor x, [PerFeature] Tensor weight, double eps);

    /// <summary>Root mean square norm without a gain: <c>x · rsqrt(mean(x²) + eps)</c>.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(RMSNormWithoutAffineFormula), Source = "Zhang and Sennrich 2019, arXiv 1910.07467")]
    public static partial Tensor RMSNormWithoutAffine(Tensor x, double eps);

    /// <summary>Layer norm: <c>(x - mean(x)) · rsqrt(var(x) + eps) · weight + bias</c>.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <remarks>Ba, Kiros and Hinton, Layer Normalization, 2016, arXiv 1607.06450.</remarks>
    [Fused(nameof(LayerNormFormula), Source = "Ba, Kiros and Hinton 2016, arXiv 1607.06450")]
    public static partial Tensor LayerNorm(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps);

    /// <summary>Layer norm with a gain and no offset: <c>(x - mean(x)) · rsqrt(var(x) + eps) · weight</c>.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(LayerNormWithoutBiasFormula), Source = "Ba, Kiros and Hinton 2016, arXiv 1607.06450")]
    public static partial Tensor LayerNormWithoutBias(Tensor x, [PerFeature] Tensor weight, double eps);

    /// <summary>Layer norm alone: <c>(x - mean(x)) · rsqrt(var(x) + eps)</c>.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(LayerNormWithoutAffineFormula), Source = "Ba, Kiros and Hinton 2016, arXiv 1607.06450")]
    public static partial Tensor LayerNormWithoutAffine(Tensor x, double eps);
}
