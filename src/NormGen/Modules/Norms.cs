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

    /// <summary>Root mean square norm with a gain and an offset: <c>x · rsqrt(mean(x²) + eps) · weight + bias</c>, which is layer norm for rows of mean zero.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <remarks>Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858.</remarks>
    [Fused(nameof(ShiftedRMSNormFormula), Source = "Jiang, Gu, Zhu and Pan 2023, arXiv 2305.14858")]
    public static partial Tensor ShiftedRMSNorm(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps);

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

    /// <summary>Layer norm with eps added to the deviation, under no root: <c>(x - mean(x)) / (sqrt(var(x)) + eps) · weight + bias</c>, as in the authors' Lua module. A constant row has no gradient: it is NaN.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="eps">Added to the deviation.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(LayerNormByDeviationFormula), Source = "Ba, Kiros and Hinton 2016, arXiv 1607.06450")]
    public static partial Tensor LayerNormByDeviation(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps);

    /// <summary>Compressed root mean square norm: <c>x · rsqrt((Σx² + (Σx)²) / (features + 1) + eps)</c>, the RMSNorm of a zero-mean vector whose last element, <c>-Σx</c>, is not stored.</summary>
    /// <param name="x">Rows <c>[.., features]</c>: the first elements of zero-mean vectors of one more.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <remarks>Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858.</remarks>
    [Fused(nameof(CRMSNormFormula), Source = "Jiang, Gu, Zhu and Pan 2023, arXiv 2305.14858")]
    public static partial Tensor CRMSNorm(Tensor x, double eps);
}
