using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The updates of <see cref="StableSPAM"/> as fused sweeps: clipping, the new norm of the gradient, decay and Adam at once; neither the clipped nor the scaled gradient is ever written.</summary>
/// <remarks>Huang et al., Stable-SPAM: How to Train in 4-Bit More Stably than 16-Bit Adam, 2025, arXiv 2502.17055.</remarks>
public static partial class StableSPAMUpdates
{
    /// <summary>Adam on the clipped and scaled gradient.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="exp_avg">Running mean of the gradient.</param>
    /// <param name="exp_avg_sq">Running mean of the squared gradient.</param>
    /// <param name="threshold">Elements larger than this are clipped.</param>
    /// <param name="shrink">What clipped elements are multiplied by.</param>
    /// <param name="factor">What all elements are multiplied by.</param>
    /// <param name="rate">The signed learning rate over the bias correction of the mean.</param>
    /// <param name="beta1">Decay of <paramref name="exp_avg"/>.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg_sq"/>.</param>
    /// <param name="correction">The root of the bias correction of the squares.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    [Fused(nameof(AdamFormula), Source = "Huang et al. 2025, arXiv 2502.17055")]
    public static partial void Adam([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, double threshold, double shrink, double factor, double rate, double beta1, double beta2, double correction, double eps, double keep);

    /// <summary>AMSGrad on the clipped and scaled gradient.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="exp_avg">Running mean of the gradient.</param>
    /// <param name="exp_avg_sq">Running mean of the squared gradient.</param>
    /// <param name="max_exp_avg_sq">The largest <paramref name="exp_avg_sq"/> so far.</param>
    /// <param name="threshold">Elements larger than this are clipped.</param>
    /// <param name="shrink">What clipped elements are multiplied by.</param>
    /// <param name="factor">What all elements are multiplied by.</param>
    /// <param name="rate">The signed learning rate over the bias correction of the mean.</param>
    /// <param name="beta1">Decay of <paramref name="exp_avg"/>.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg_sq"/>.</param>
    /// <param name="correction">The root of the bias correction of the squares.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    [Fused(nameof(AmsGradFormula), Source = "Huang et al. 2025, arXiv 2502.17055")]
    public static partial void AmsGrad([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, [Updated] Tensor max_exp_avg_sq, double threshold, double shrink, double factor, double rate, double beta1, double beta2, double correction, double eps, double keep);

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq) AdamFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double threshold, double shrink, double factor, double rate, double beta1, double beta2, double correction, double eps, double keep)
    {
        var stable = GradientUpdates.Clipped(gradient, threshold, shrink) * factor;
        var mean = exp_avg * beta1 + stable * (1 - beta1);
        var square = exp_avg_sq * beta2 + stable.square() * (1 - beta2);
        return (parameter * keep - mean / (square.sqrt() / correction + eps) * rate, mean, square);
    }

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq, Tensor max_exp_avg_sq) AmsGradFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, Tensor max_exp_avg_sq, double threshold, double shrink, double factor, double rate, double beta1, double beta2, double correction, double eps, double keep)
    {
        var stable = GradientUpdates.Clipped(gradient, threshold, shrink) * factor;
        var mean = exp_avg * beta1 + stable * (1 - beta1);
        var square = exp_avg_sq * beta2 + stable.square() * (1 - beta2);
        var largest = maximum(max_exp_avg_sq, square);
        return (parameter * keep - mean / (largest.sqrt() / correction + eps) * rate, mean, square, largest);
    }
}
