using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The update of AdamW as fused sweeps: parameter, gradient and moments are read once and written once.</summary>
public static partial class AdamWUpdates
{
    /// <summary>AdamW: Adam with decoupled weight decay, in PyTorch's order of operations (the decay first, eps after the bias-corrected root).</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="exp_avg">Running mean of the gradient.</param>
    /// <param name="exp_avg_sq">Running mean of the squared gradient.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of <paramref name="exp_avg"/>.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg_sq"/>.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    /// <remarks>Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, arXiv 1711.05101.</remarks>
    [Fused(nameof(AdamWFormula), Source = "Loshchilov and Hutter 2019, arXiv 1711.05101")]
    public static partial void AdamW([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction);

    /// <summary>AMSGrad: AdamW with the largest second moment so far under the root.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="exp_avg">Running mean of the gradient.</param>
    /// <param name="exp_avg_sq">Running mean of the squared gradient.</param>
    /// <param name="max_exp_avg_sq">The largest <paramref name="exp_avg_sq"/> so far.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of <paramref name="exp_avg"/>.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg_sq"/>.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="step">The number of this step, from 1.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    /// <remarks>Reddi, Kale and Kumar, On the Convergence of Adam and Beyond, 2018, arXiv 1904.09237.</remarks>
    [Fused(nameof(AmsGradFormula), Source = "Reddi, Kale and Kumar 2018, arXiv 1904.09237")]
    public static partial void AmsGrad([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, [Updated] Tensor exp_avg_sq, [Updated] Tensor max_exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction);

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq) AdamWFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction)
    {
        var mean = exp_avg * beta1 + gradient * (1 - beta1);
        var square = exp_avg_sq * beta2 + gradient.square() * (1 - beta2);
        var root = square.sqrt() / Math.Sqrt(1 - Math.Pow(beta2, step)) + eps;
        return (parameter * (1 - lr * weight_decay) - mean / root * (direction * lr / (1 - Math.Pow(beta1, step))), mean, square);
    }

    private static (Tensor parameter, Tensor exp_avg, Tensor exp_avg_sq, Tensor max_exp_avg_sq) AmsGradFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, Tensor exp_avg_sq, Tensor max_exp_avg_sq, double lr, double beta1, double beta2, double eps, double weight_decay, double step, double direction)
    {
        var mean = exp_avg * beta1 + gradient * (1 - beta1);
        var square = exp_avg_sq * beta2 + gradient.square() * (1 - beta2);
        var largest = maximum(max_exp_avg_sq, square);
        var root = largest.sqrt() / Math.Sqrt(1 - Math.Pow(beta2, step)) + eps;
        return (parameter * (1 - lr * weight_decay) - mean / root * (direction * lr / (1 - Math.Pow(beta1, step))), mean, square, largest);
    }
}
