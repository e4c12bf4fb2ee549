using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What stands around the matrix products of <see cref="Conda"/>, and its rule of the other roles, as fused sweeps.</summary>
/// <remarks>Wang et al., Conda: Column-Normalized Adam for Training Large Language Models Faster, 2025, arXiv 2509.24218. Order of operations as in the authors' code: eps is added to the root without its bias correction, and the decay comes last.</remarks>
public static partial class CondaUpdates
{
    /// <summary>The running mean of the gradient.</summary>
    /// <param name="exp_avg">The mean.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="beta1">Decay of <paramref name="exp_avg"/>.</param>
    [Fused(nameof(MeanFormula), Source = "Wang et al. 2025, arXiv 2509.24218")]
    public static partial void Mean([Updated] Tensor exp_avg, Tensor gradient, double beta1);

    /// <summary>Adam's quotient in the rotated space: the second moment takes the rotated gradient, and the rotated mean is divided by its root.</summary>
    /// <param name="mean">The rotated mean; the quotient afterwards.</param>
    /// <param name="gradient">The rotated gradient.</param>
    /// <param name="exp_avg_sq">The second moment of rotated gradients.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg_sq"/>.</param>
    /// <param name="eps">Added to the root.</param>
    [Fused(nameof(QuotientFormula), Source = "Wang et al. 2025, arXiv 2509.24218")]
    public static partial void Quotient([Updated] Tensor mean, Tensor gradient, [Updated] Tensor exp_avg_sq, double beta2, double eps);

    /// <summary>The rule of the other roles: Adam without rotation, the decay last.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="exp_avg">Running mean of the gradient.</param>
    /// <param name="exp_avg_sq">Running mean of the squared gradient.</param>
    /// <param name="rate">The signed learning rate with its bias correction.</param>
    /// <param name="beta1">Decay of <paramref name="exp_avg"/>.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg_sq"/>.</param>
    /// <param name="eps">Added to the root.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    [Fused(nameof(PlainFormula), Source = "Wang et al. 2025, arXiv 2509.24218")]
    public static partial void Plain([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, double rate, double beta1, double beta2, double eps, double keep);

    private static Tensor MeanFormula(Tensor exp_avg, Tensor gradient, double beta1) => exp_avg * beta1 + gradient * (1 - beta1);

    private static (Tensor mean, Tensor exp_avg_sq) QuotientFormula(Tensor mean, Tensor gradient, Tensor exp_avg_sq, double beta2, double eps)
    {
        var square = exp_avg_sq * beta2 + gradient.square() * (1 - beta2);
        return (mean / (square.sqrt() + eps), square);
    }

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq) PlainFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double rate, double beta1, double beta2, double eps, double keep)
    {
        var mean = exp_avg * beta1 + gradient * (1 - beta1);
        var square = exp_avg_sq * beta2 + gradient.square() * (1 - beta2);
        return ((parameter - mean / (square.sqrt() + eps) * rate) * keep, mean, square);
    }
}
