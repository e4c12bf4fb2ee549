using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// The norms of convolutional nets as functions of <c>[batch, channels, ...]</c> with any number of positions: what the modules of this namespace call.
/// </summary>
/// <remarks>
/// Numerics are PyTorch's: biased variance in two passes, eps inside the root, the running variance unbiased.
/// Every formula is plain TorchSharp: it is the fallback on other devices and types, and for second derivatives.
/// </remarks>
public static partial class ChannelNorms
{
    /// <summary>Group norm: <c>(x - mean) · rsqrt(var + eps) · weight + bias</c>, with mean and variance of each sample's group of neighbouring channels.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="groups">How many groups; they divide the channels.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <remarks>Wu and He, Group Normalization, 2018, arXiv 1803.08494.</remarks>
    [Fused(nameof(GroupNormFormula), Source = "Wu and He 2018, arXiv 1803.08494")]
    public static partial Tensor GroupNorm(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, long groups, double eps);

    /// <summary>Group norm without gain and offset.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="groups">How many groups; they divide the channels.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(GroupNormWithoutAffineFormula), Source = "Wu and He 2018, arXiv 1803.08494")]
    public static partial Tensor GroupNormWithoutAffine(Tensor x, long groups, double eps);

    /// <summary>Instance norm: <c>(x - mean) · rsqrt(var + eps) · weight + bias</c>, with mean and variance of each channel of each sample.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <remarks>Ulyanov, Vedaldi and Lempitsky, Instance Normalization, 2016, arXiv 1607.08022.</remarks>
    [Fused(nameof(InstanceNormFormula), Source = "Ulyanov, Vedaldi and Lempitsky 2016, arXiv 1607.08022")]
    public static partial Tensor InstanceNorm(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, double eps);

    /// <summary>Instance norm without gain and offset.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(InstanceNormWithoutAffineFormula), Source = "Ulyanov, Vedaldi and Lempitsky 2016, arXiv 1607.08022")]
    public static partial Tensor InstanceNormWithoutAffine(Tensor x, double eps);

    /// <summary>Instance norm that also moves running statistics towards the batch's mean of the means and of the unbiased variances of its samples.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_mean">The running mean <c>[channels]</c>, overwritten.</param>
    /// <param name="running_var">The running variance <c>[channels]</c>, overwritten.</param>
    /// <param name="momentum">The weight of this batch in the running statistics.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(TrackedInstanceNormFormula), Source = "Ulyanov, Vedaldi and Lempitsky 2016, arXiv 1607.08022")]
    public static partial Tensor TrackedInstanceNorm(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel, Updated] Tensor running_mean, [PerChannel, Updated] Tensor running_var, double momentum, double eps);

    /// <summary>Batch norm: <c>(x - mean) · rsqrt(var + eps) · weight + bias</c>, with mean and variance of each channel over the whole batch.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <remarks>Ioffe and Szegedy, Batch Normalization, 2015, arXiv 1502.03167.</remarks>
    [Fused(nameof(BatchNormFormula), Source = "Ioffe and Szegedy 2015, arXiv 1502.03167")]
    public static partial Tensor BatchNorm(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, double eps);

    /// <summary>Batch norm that also moves running statistics towards the batch's mean and unbiased variance.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_mean">The running mean <c>[channels]</c>, overwritten.</param>
    /// <param name="running_var">The running variance <c>[channels]</c>, overwritten.</param>
    /// <param name="momentum">The weight of this batch in the running statistics.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(TrackedBatchNormFormula), Source = "Ioffe and Szegedy 2015, arXiv 1502.03167")]
    public static partial Tensor TrackedBatchNorm(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel, Updated] Tensor running_mean, [PerChannel, Updated] Tensor running_var, double momentum, double eps);

    /// <summary>Batch norm with statistics that are given, as in evaluation: <c>(x - running_mean) · rsqrt(running_var + eps) · weight + bias</c>.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_mean">The mean <c>[channels]</c>.</param>
    /// <param name="running_var">The variance <c>[channels]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(FrozenBatchNormFormula), Source = "Ioffe and Szegedy 2015, arXiv 1502.03167")]
    public static partial Tensor FrozenBatchNorm(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel] Tensor running_mean, [PerChannel] Tensor running_var, double eps);
}
