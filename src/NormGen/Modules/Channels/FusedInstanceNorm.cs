using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Instance norm over <c>[batch, channels, ...]</c>, or without the batch: <c>y = (x - mean) · rsqrt(var + eps) · weight + bias</c> with mean and variance of each channel of each sample.
/// Drop-ins for TorchSharp's <c>InstanceNorm1d</c> to <c>3d</c>: same arguments, defaults and <c>state_dict</c> keys.
/// </summary>
/// <remarks>
/// Ulyanov, Vedaldi and Lempitsky, Instance Normalization, 2016, arXiv 1607.08022. The variance is biased. Without running statistics, training and evaluation are the same. With them, evaluation normalizes by them, as batch norm does; as in PyTorch,
/// <c>num_batches_tracked</c> is there and stays zero. Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32 (see <see cref="ChannelNorms.InstanceNorm"/>), composed TorchSharp elsewhere.
/// </remarks>
public abstract class FusedInstanceNorm : TrackedChannelNorm
{
    private protected FusedInstanceNorm(string name, long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(name, num_features, eps, affine, track_running_stats, device, dtype) => this.momentum = momentum;

    /// <summary>The weight of a batch in the running statistics.</summary>
    public double momentum
    {
        get;
        set
        {
            NormArguments.CheckMomentum(value);
            field = value;
        }
    }

    private protected sealed override Tensor Normalize(Tensor input)
    {
        var isByBatch = running_mean is null || running_var is null || training;
        if (isByBatch && input.numel() > 0 && input.numel() == input.size(0) * input.size(1))
            throw new ArgumentException($"{GetName()} needs more than one position to take a variance of, but got an input [{string.Join(", ", input.shape)}].", nameof(input));
        if (running_mean is { } mean && running_var is { } variance)
        {
            return WithAffine(input, (gain, offset) => training && input.numel() > 0
                ? ChannelNorms.TrackedInstanceNorm(input, gain, offset, mean, variance, momentum, eps)
                : ChannelNorms.FrozenBatchNorm(input, gain, offset, mean, variance, eps));
        }

        return affine ? WithAffine(input, (gain, offset) => ChannelNorms.InstanceNorm(input, gain, offset, eps)) : ChannelNorms.InstanceNormWithoutAffine(input, eps);
    }
}

/// <summary>Instance norm of sequences <c>[batch, channels, length]</c> or <c>[channels, length]</c>; see <see cref="FusedInstanceNorm"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the variance, inside the root.</param>
/// <param name="momentum">The weight of a batch in the running statistics.</param>
/// <param name="affine">Whether it has a learned gain, initialized to one, and offset, initialized to zero.</param>
/// <param name="track_running_stats">Whether it keeps running statistics, and normalizes by them in evaluation.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class FusedInstanceNorm1d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
    : FusedInstanceNorm(nameof(FusedInstanceNorm1d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
{
    private protected override (int Fewest, int Most, bool WithoutBatch) Dimensions => (3, 3, true);
}

/// <summary>Instance norm of images <c>[batch, channels, height, width]</c> or <c>[channels, height, width]</c>; see <see cref="FusedInstanceNorm"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the variance, inside the root.</param>
/// <param name="momentum">The weight of a batch in the running statistics.</param>
/// <param name="affine">Whether it has a learned gain, initialized to one, and offset, initialized to zero.</param>
/// <param name="track_running_stats">Whether it keeps running statistics, and normalizes by them in evaluation.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class FusedInstanceNorm2d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
    : FusedInstanceNorm(nameof(FusedInstanceNorm2d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
{
    private protected override (int Fewest, int Most, bool WithoutBatch) Dimensions => (4, 4, true);
}

/// <summary>Instance norm of volumes <c>[batch, channels, depth, height, width]</c> or <c>[channels, depth, height, width]</c>; see <see cref="FusedInstanceNorm"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the variance, inside the root.</param>
/// <param name="momentum">The weight of a batch in the running statistics.</param>
/// <param name="affine">Whether it has a learned gain, initialized to one, and offset, initialized to zero.</param>
/// <param name="track_running_stats">Whether it keeps running statistics, and normalizes by them in evaluation.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class FusedInstanceNorm3d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
    : FusedInstanceNorm(nameof(FusedInstanceNorm3d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
{
    private protected override (int Fewest, int Most, bool WithoutBatch) Dimensions => (5, 5, true);
}
