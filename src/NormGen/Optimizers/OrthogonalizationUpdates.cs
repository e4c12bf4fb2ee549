using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What stands around the matrix products of <see cref="Muon"/>, as fused sweeps.</summary>
/// <remarks>Jordan, Jin, Boza, You, Cesista, Newhouse and Bernstein, Muon: An optimizer for hidden layers in neural networks, 2024, github.com/KellerJordan/Muon.</remarks>
public static partial class OrthogonalizationUpdates
{
    /// <summary>The running mean takes the gradient, and what is to be orthogonalized goes into another tensor.</summary>
    /// <param name="x">Where to.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="buffer">The running mean.</param>
    /// <param name="momentum">Decay of <paramref name="buffer"/>.</param>
    /// <param name="ahead">How far x goes from the mean to the gradient: <c>1 - momentum</c> for Nesterov's momentum, else 0.</param>
    [Fused(nameof(MomentumFormula), Source = "Jordan et al. 2024, github.com/KellerJordan/Muon")]
    public static partial void Momentum([Updated] Tensor x, Tensor gradient, [Updated] Tensor buffer, double momentum, double ahead);

    /// <summary>Divides the matrices of a batch by their Frobenius norm, so that no singular value is above 1.</summary>
    /// <param name="x">The matrices <c>[batch, m, n]</c>.</param>
    /// <param name="eps">Added to the norm.</param>
    [Fused(nameof(ShortenFormula), Source = "Jordan et al. 2024, github.com/KellerJordan/Muon")]
    public static partial void Shorten([Updated] Tensor x, double eps);

    /// <summary>The sum of two tensors with weights.</summary>
    /// <param name="x">The first, and the sum afterwards.</param>
    /// <param name="y">The second.</param>
    /// <param name="a">The weight of <paramref name="x"/>.</param>
    /// <param name="b">The weight of <paramref name="y"/>.</param>
    [Fused(nameof(CombineFormula))]
    public static partial void Combine([Updated] Tensor x, Tensor y, double a, double b);

    private static (Tensor x, Tensor buffer) MomentumFormula(Tensor x, Tensor gradient, Tensor buffer, double momentum, double ahead)
    {
        var mean = buffer + (gradient - buffer) * (1 - momentum);
        return (mean + (gradient - mean) * ahead, mean);
    }

    private static Tensor ShortenFormula(Tensor x, double eps) => x / (x.square().sum([-1L], keepdim: true).sqrt() + eps);

    private static Tensor CombineFormula(Tensor x, Tensor y, double a, double b) => x * a + y * b;
}
