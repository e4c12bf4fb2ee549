using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What stands around the matrix products of <see cref="GradNormLoRP"/> as fused sweeps. A row of a weight is <c>W = magnitude · v / ‖v‖</c>; instead of v its norm is kept, <c>v = W · norm / magnitude</c>.</summary>
/// <remarks>
/// Huang, Shen, Zhu, Rudinac and Kanoulas, Gradient Weight-Normalized Low-Rank Projection for Efficient LLM Training, 2024, arXiv 2412.19616. Order of operations as in the authors' code: eps outside the root, no bias correction inside, the decay after the step.
/// </remarks>
public static partial class LowRankUpdates
{
    /// <summary>The gradients of direction and magnitude: with <c>u = W / magnitude</c> the dot <c>Σ G · u</c> of each row, and <c>(magnitude / norm) · (G - dot · u)</c>.</summary>
    /// <param name="direction">What is written: the gradient of the direction.</param>
    /// <param name="parameter">The weight.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="dot">What is written: the gradient of the magnitude.</param>
    /// <param name="norm">The norm of v.</param>
    /// <param name="magnitude">The magnitude.</param>
    /// <param name="split">1 for the gradient of a weight norm; 0 leaves the direction the gradient of the weight, as in the authors' code.</param>
    [Fused(nameof(SplitFormula), Source = "Huang et al. 2024, arXiv 2412.19616")]
    public static partial void Split([Updated] Tensor direction, Tensor parameter, Tensor gradient, [Updated, PerRow] Tensor dot, [PerRow] Tensor norm, [PerRow] Tensor magnitude, double split);

    /// <summary>Adam's quotient without bias correction, in the place of the gradient.</summary>
    /// <param name="gradient">The gradient; the quotient afterwards.</param>
    /// <param name="exp_avg">Running mean of the gradient.</param>
    /// <param name="exp_avg_sq">Running mean of the squared gradient.</param>
    /// <param name="beta1">Decay of <paramref name="exp_avg"/>.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg_sq"/>.</param>
    /// <param name="eps">Added to the root.</param>
    [Fused(nameof(QuotientFormula), Source = "Huang et al. 2024, arXiv 2412.19616")]
    public static partial void Quotient([Updated] Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, double beta1, double beta2, double eps);

    /// <summary>The step: v and the magnitude move, and the weight is put together again. One sweep over a row, and one that finds it in the cache.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="step">The step of v, in the shape of the weight.</param>
    /// <param name="turn">The step of the magnitude.</param>
    /// <param name="norm">The norm of v.</param>
    /// <param name="magnitude">The magnitude.</param>
    /// <param name="size">The signed rate.</param>
    /// <param name="scale">The rate of v as a multiple.</param>
    /// <param name="keep">What is left of the magnitude after the decay.</param>
    /// <param name="keepDirection">What is left of v after the decay.</param>
    /// <param name="persistent">1 where the magnitude goes on from its own value, 0 where it begins with the norm of v, as in the authors' code.</param>
    /// <param name="smallest">The least size of a magnitude: at zero the direction would be lost.</param>
    [Fused(nameof(JoinFormula), Source = "Huang et al. 2024, arXiv 2412.19616")]
    public static partial void Join([Updated] Tensor parameter, Tensor step, [PerRow] Tensor turn, [Updated, PerRow] Tensor norm, [Updated, PerRow] Tensor magnitude, double size, double scale, double keep, double keepDirection, double persistent, double smallest);

    private static (Tensor direction, Tensor dot) SplitFormula(Tensor direction, Tensor parameter, Tensor gradient, Tensor dot, Tensor norm, Tensor magnitude, double split)
    {
        var u = parameter / magnitude.unsqueeze(-1);
        var along = (gradient * u).sum([-1L], keepdim: true);
        var factor = where(norm > 0, magnitude / norm, 1.0) * split + (1 - split);
        return ((gradient - u * along * split) * factor.unsqueeze(-1), along.squeeze(-1));
    }

    private static (Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq) QuotientFormula(Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double beta1, double beta2, double eps)
    {
        var mean = exp_avg * beta1 + gradient * (1 - beta1);
        var square = exp_avg_sq * beta2 + gradient.square() * (1 - beta2);
        return (mean / (square.sqrt() + eps), mean, square);
    }

    private static (Tensor parameter, Tensor norm, Tensor magnitude) JoinFormula(Tensor parameter, Tensor step, Tensor turn, Tensor norm, Tensor magnitude, double size, double scale, double keep, double keepDirection, double persistent, double smallest)
    {
        var v = (parameter * (norm / magnitude).unsqueeze(-1) - step * (size * scale)) * keepDirection;
        var length = v.square().sum([-1L]).sqrt();
        var moved = (magnitude * persistent + norm * (1 - persistent) - turn * size) * keep;
        var next = where(moved.abs() > smallest, moved, smallest);
        return (v * where(length > 0, next / length, 0.0).unsqueeze(-1), length, next);
    }
}
