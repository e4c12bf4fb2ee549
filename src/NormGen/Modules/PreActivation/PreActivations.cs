using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>A norm and the nonlinearity behind it in one kernel: the first half of Normalize-and-Project.</summary>
/// <remarks>Lyle et al., Normalization and Effective Learning Rates in Reinforcement Learning, NeurIPS 2024, arXiv 2407.01800. Numerics are those of <see cref="Norms"/>.</remarks>
public static partial class PreActivations
{
    /// <summary>Layer norm, then ReLU: <c>relu((x - mean(x)) · rsqrt(var(x) + eps) · weight + bias)</c>.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(LayerNormReLUFormula), Source = "Lyle et al. 2024, arXiv 2407.01800")]
    public static partial Tensor LayerNormReLU(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps);

    /// <summary>Root mean square norm, then ReLU: <c>relu(x · rsqrt(mean(x²) + eps) · weight)</c>.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(RMSNormReLUFormula), Source = "Lyle et al. 2024, arXiv 2407.01800")]
    public static partial Tensor RMSNormReLU(Tensor x, [PerFeature] Tensor weight, double eps);

    private static Tensor LayerNormReLUFormula(Tensor x, Tensor weight, Tensor bias, double eps)
    {
        var centred = x - x.mean([-1], keepdim: true);
        return nn.functional.relu(ByRootMeanSquare(centred, eps) * weight + bias);
    }

    private static Tensor RMSNormReLUFormula(Tensor x, Tensor weight, double eps) => nn.functional.relu(ByRootMeanSquare(x, eps) * weight);

    private static Tensor ByRootMeanSquare(Tensor x, double eps) => x * rsqrt(x.square().mean([-1], keepdim: true) + eps);
}
