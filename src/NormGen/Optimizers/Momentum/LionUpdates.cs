using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The update of Lion as a fused sweep.</summary>
public static partial class LionUpdates
{
    /// <summary>A step by the sign of a mean of gradient and momentum; then the momentum takes the gradient at a rate of its own.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="exp_avg">Running mean of the gradient.</param>
    /// <param name="lr">Learning rate: what every element moves by.</param>
    /// <param name="beta1">The part of <paramref name="exp_avg"/> in the step.</param>
    /// <param name="beta2">Decay of <paramref name="exp_avg"/>.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="direction">1 descends, -1 ascends.</param>
    /// <remarks>Chen et al., Symbolic Discovery of Optimization Algorithms, 2023, arXiv 2302.06675.</remarks>
    [Fused(nameof(LionFormula), Source = "Chen et al. 2023, arXiv 2302.06675")]
    public static partial void Lion([Updated] Tensor parameter, Tensor gradient, [Updated] Tensor exp_avg, double lr, double beta1, double beta2, double weight_decay, double direction);

    private static (Tensor parameter, Tensor exp_avg) LionFormula(Tensor parameter, Tensor gradient, Tensor exp_avg, double lr, double beta1, double beta2, double weight_decay, double direction)
        => (parameter * (1 - lr * weight_decay) - (exp_avg * beta1 + gradient * (1 - beta1)).sign() * (direction * lr), exp_avg * beta2 + gradient * (1 - beta2));
}
