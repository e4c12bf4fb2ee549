using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Batch norm over <c>[batch, channels, ...]</c>: <c>y = (x - mean) · rsqrt(var + eps) · weight + bias</c> with mean and variance of each channel over the batch in training, running ones in evaluation.
/// Drop-ins for TorchSharp's <c>BatchNorm1d</c> to <c>3d</c>: same arguments, defaults and <c>state_dict</c> keys.
/// </summary>
/// <remarks>
/// Ioffe and Szegedy, Batch Normalization, 2015, arXiv 1502.03167. The variance that normalizes is biased, the running one unbiased: <c>running = (1 - momentum) · running + momentum · batch</c>. Gradients flow through the statistics of the batch, none through running ones.
/// Without running statistics, evaluation uses those of the batch too. Before the first training step the running statistics are zero and one.
/// Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32 (see <see cref="ChannelNorms.BatchNorm"/>), composed TorchSharp elsewhere.
/// </remarks>
public abstract class FusedBatchNorm : TrackedChannelNorm
{
    private protected FusedBatchNorm(string name, long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(name, num_features, eps, affine, track_running_stats, device, dtype) => this.momentum = momentum;

    /// <summary>The weight of a batch in the running statistics; null: all batches weigh the same.</summary>
    public double? momentum
    {
        get;
        set
        {
            NormArguments.CheckMomentum(value);
            field = value;
        }
    }

    /// <summary>Whether scale and shift stand in a layer before or behind the norm (<see cref="FoldNormalizationAttribute"/>): then it hands on what it gets, and is for evaluation alone.</summary>
    public bool IsFolded { get; private set; }

    /// <summary>Says that scale and shift stand in a layer.</summary>
    internal void Fold() => IsFolded = true;

    private protected sealed override Tensor Normalize(Tensor input)
    {
        if (IsFolded) return !training ? input.alias() : throw new InvalidOperationException($"This {GetName()} is folded into a layer for inference and cannot train: call eval().");
        if (training && input.numel() == input.size(1))
            throw new ArgumentException($"{GetName()} needs more than one value for each channel in training, but got an input [{string.Join(", ", input.shape)}].", nameof(input));
        if (running_mean is not { } mean || running_var is not { } variance)
            return WithAffine(input, (gain, offset) => input.ndim == 2 ? ChannelNorms.BatchNormOfRows(input, gain, offset, eps) : ChannelNorms.BatchNorm(input, gain, offset, eps));
        if (!training || input.numel() == 0)
        {
            return WithAffine(input, (gain, offset) => input.ndim == 2
                ? ChannelNorms.FrozenBatchNormOfRows(input, gain, offset, mean, variance, eps)
                : ChannelNorms.FrozenBatchNorm(input, gain, offset, mean, variance, eps));
        }

        var share = momentum ?? 1.0 / (BatchesSeen() + 1);
        var result = WithAffine(input, (gain, offset) => input.ndim == 2
            ? ChannelNorms.TrackedBatchNormOfRows(input, gain, offset, mean, variance, share, eps)
            : ChannelNorms.TrackedBatchNorm(input, gain, offset, mean, variance, share, eps));
        num_batches_tracked?.add_(1);
        return result;
    }

    private long BatchesSeen()
    {
        using var scope = NewDisposeScope();
        return num_batches_tracked?.to(ScalarType.Int64).item<long>() ?? 0;
    }
}

/// <summary>Batch norm of rows <c>[batch, channels]</c> or sequences <c>[batch, channels, length]</c>; see <see cref="FusedBatchNorm"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the variance, inside the root.</param>
/// <param name="momentum">The weight of a batch in the running statistics; null: all batches weigh the same.</param>
/// <param name="affine">Whether it has a learned gain, initialized to one, and offset, initialized to zero.</param>
/// <param name="track_running_stats">Whether it keeps running statistics, and normalizes by them in evaluation.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class FusedBatchNorm1d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
    : FusedBatchNorm(nameof(FusedBatchNorm1d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
{
    private protected override (int Fewest, int Most, bool WithoutBatch) Dimensions => (2, 3, false);
}

/// <summary>Batch norm of images <c>[batch, channels, height, width]</c>; see <see cref="FusedBatchNorm"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the variance, inside the root.</param>
/// <param name="momentum">The weight of a batch in the running statistics; null: all batches weigh the same.</param>
/// <param name="affine">Whether it has a learned gain, initialized to one, and offset, initialized to zero.</param>
/// <param name="track_running_stats">Whether it keeps running statistics, and normalizes by them in evaluation.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class FusedBatchNorm2d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
    : FusedBatchNorm(nameof(FusedBatchNorm2d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
{
    private protected override (int Fewest, int Most, bool WithoutBatch) Dimensions => (4, 4, false);
}

/// <summary>Batch norm of volumes <c>[batch, channels, depth, height, width]</c>; see <see cref="FusedBatchNorm"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the variance, inside the root.</param>
/// <param name="momentum">The weight of a batch in the running statistics; null: all batches weigh the same.</param>
/// <param name="affine">Whether it has a learned gain, initialized to one, and offset, initialized to zero.</param>
/// <param name="track_running_stats">Whether it keeps running statistics, and normalizes by them in evaluation.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class FusedBatchNorm3d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
    : FusedBatchNorm(nameof(FusedBatchNorm3d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
{
    private protected override (int Fewest, int Most, bool WithoutBatch) Dimensions => (5, 5, false);
}
