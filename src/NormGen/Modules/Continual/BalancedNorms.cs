using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Batch norm whose samples have shares, as functions of images <c>[batch, channels, height, width]</c>.</summary>
internal static partial class BalancedNorms
{
    private const string BalancedSource = "Lyu et al. 2023, arXiv 2310.08855";

    /// <summary>Batch norm by statistics in which each sample has a share, with gradients through these; running statistics take them in, without gradients.</summary>
    /// <param name="x">Images <c>[batch, channels, height, width]</c>.</param>
    /// <param name="share">The share of each sample <c>[batch]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_mean">The running mean <c>[channels]</c>.</param>
    /// <param name="running_var">The running variance <c>[channels]</c>, biased.</param>
    /// <param name="eta">The weight of the new value in the running statistics.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>The result, and the mean and variance <c>[channels]</c> that it was normalized by.</returns>
    [Fused(nameof(BalancedBatchNormFormula), Source = BalancedSource)]
    internal static partial (Tensor Y, Tensor Mean, Tensor Variance) BalancedBatchNorm(
        Tensor x, [PerRow] Tensor share, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel, Updated] Tensor running_mean, [PerChannel, Updated] Tensor running_var, double eta, double eps);

    /// <summary>Batch norm by running statistics.</summary>
    /// <param name="x">Images <c>[batch, channels, height, width]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_mean">The running mean <c>[channels]</c>.</param>
    /// <param name="running_var">The running variance <c>[channels]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    [Fused(nameof(RunningBatchNormFormula), Source = BalancedSource)]
    internal static partial Tensor RunningBatchNorm(
        Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel] Tensor running_mean, [PerChannel] Tensor running_var, double eps);
}
