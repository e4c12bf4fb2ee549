using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Weights;

/// <summary>What stands around the matrix products of <see cref="WeightNormLoraLinear"/>, as fused sweeps with their gradients.</summary>
/// <remarks>Liu et al., DoRA: Weight-Decomposed Low-Rank Adaptation, 2024, arXiv 2402.09353.</remarks>
public static partial class WeightNormLoras
{
    /// <summary>The norm of each row of <c>V = weight + scaling · update</c>, without V in memory.</summary>
    /// <param name="update">The product of the factors <c>[out, in]</c>.</param>
    /// <param name="weight">The weight <c>[out, in]</c>.</param>
    /// <param name="scaling">The factor of the update.</param>
    /// <returns>The norms <c>[out]</c>.</returns>
    [Fused(nameof(RowNormsFormula), Source = "Liu et al. 2024, arXiv 2402.09353")]
    public static partial Tensor RowNorms(Tensor update, Tensor weight, double scaling);

    /// <summary>Outputs by the magnitude of their rows: <c>(base + scaling · update) · magnitude / norm + bias</c>.</summary>
    /// <param name="update">What the factors make of the input <c>[.., out]</c>.</param>
    /// <param name="through">What the weight makes of it <c>[.., out]</c>.</param>
    /// <param name="magnitude">The magnitudes <c>[out]</c>.</param>
    /// <param name="norm">The norms of the rows <c>[out]</c>.</param>
    /// <param name="bias">The bias <c>[out]</c>.</param>
    /// <param name="scaling">The factor of the update.</param>
    /// <returns>The outputs <c>[.., out]</c>.</returns>
    [Fused(nameof(OutputsFormula), Source = "Liu et al. 2024, arXiv 2402.09353")]
    public static partial Tensor Outputs(Tensor update, Tensor through, [PerFeature] Tensor magnitude, [PerFeature] Tensor norm, [PerFeature] Tensor bias, double scaling);

    private static Tensor RowNormsFormula(Tensor update, Tensor weight, double scaling) => (weight + update * scaling).square().sum([-1L]).sqrt();

    private static Tensor OutputsFormula(Tensor update, Tensor through, Tensor magnitude, Tensor norm, Tensor bias, double scaling) => (through + update * scaling) * (magnitude / norm) + bias;
}
