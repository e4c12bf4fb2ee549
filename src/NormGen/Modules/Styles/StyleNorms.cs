using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Adaptive instance normalization as functions of <c>[batch, channels, ...]</c>: moments of one feature map, and another brought to them.
/// </summary>
/// <remarks>
/// Huang and Belongie, Arbitrary Style Transfer in Real-time with Adaptive Instance Normalization, 2017, arXiv 1703.06868. The variance is unbiased, as in the code that card and golden data follow, and eps stands inside both roots.
/// Every formula is plain TorchSharp: it is the fallback on other devices and types, and for second derivatives.
/// </remarks>
public static partial class StyleNorms
{
    private const string Source = "Huang and Belongie 2017, arXiv 1703.06868";

    /// <summary>Mean and deviation of each channel of each sample: <c>mean(x)</c> and <c>sqrt(var(x) + eps)</c>, the variance unbiased.</summary>
    /// <param name="x">The feature map <c>[batch, channels, ...]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>Both <c>[batch, channels]</c>.</returns>
    [Fused(nameof(MomentsFormula), Source = Source)]
    public static partial (Tensor Mean, Tensor Deviation) Moments(Tensor x, double eps);

    /// <summary>Each channel of each sample brought to another mean and deviation: <c>(x - mean(x)) / sqrt(var(x) + eps) · deviation + mean</c>, the variance unbiased.</summary>
    /// <param name="x">The content <c>[batch, channels, ...]</c>.</param>
    /// <param name="mean">The mean of the style <c>[batch, channels]</c>.</param>
    /// <param name="deviation">The deviation of the style <c>[batch, channels]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(RestyleFormula), Source = Source)]
    public static partial Tensor Restyle(Tensor x, [PerInstance] Tensor mean, [PerInstance] Tensor deviation, double eps);

    private static (Tensor Mean, Tensor Deviation) MomentsFormula(Tensor x, double eps)
    {
        var flat = x.flatten(2);
        return (flat.mean([2L]), (flat.var([2L], unbiased: true) + eps).sqrt());
    }

    private static Tensor RestyleFormula(Tensor x, Tensor mean, Tensor deviation, double eps)
    {
        var flat = x.flatten(2);
        var normalized = (flat - flat.mean([2L], keepdim: true)) / (flat.var([2L], unbiased: true, keepdim: true) + eps).sqrt();
        return (normalized * deviation.unsqueeze(-1) + mean.unsqueeze(-1)).view_as(x);
    }
}
