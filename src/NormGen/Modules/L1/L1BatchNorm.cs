using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// L1 norm of each channel over the batch: <c>y = (x - mean) / (mean|x - mean| + eps) · weight + bias</c> with statistics of the batch in training, running ones in evaluation.
/// </summary>
/// <remarks>
/// Guo, Liu et al., Towards Accurate and Efficient Sub-8-Bit Integer Training, 2024, arXiv 2411.10948. eps stands under no root. The running statistics are the mean and the mean deviation, not the variance: <c>running = (1 - momentum) · running + momentum · batch</c>,
/// zero and one before the first training step. Of normally distributed channels the results are sqrt(π/2) = 1.25 times those of batch norm, unless <see cref="matchL2"/> is set. Gradients flow through the statistics of the batch, none through running ones.
/// Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32 (see <see cref="L1Norms.Batch"/>), composed TorchSharp elsewhere.
/// </remarks>
public abstract class L1BatchNorm : ChannelNorm
{
    [ComponentName(Name = nameof(running_mean))]
    private Tensor? _running_mean;

    [ComponentName(Name = nameof(running_s1))]
    private Tensor? _running_s1;

    private protected L1BatchNorm(string name, long num_features, double eps, double momentum, bool affine, bool matchL2, Device? device, ScalarType? dtype)
        : base(name, num_features, nameof(num_features), eps, affine, device, dtype)
    {
        (this.num_features, this.momentum, this.matchL2) = (num_features, momentum, matchL2);
        running_mean = zeros(num_features, dtype, device);
        running_s1 = ones(num_features, dtype, device);
    }

    /// <summary>The number of channels.</summary>
    public long num_features { get; }

    /// <summary>Whether the mean deviation is multiplied by sqrt(π/2), which running statistics do not contain.</summary>
    public bool matchL2 { get; }

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

    /// <summary>The running mean <c>[num_features]</c>.</summary>
    public Tensor running_mean
    {
        get => _running_mean!;
        set => ReplaceBuffer(ref _running_mean, value ?? throw new ArgumentNullException(nameof(value)), nameof(running_mean));
    }

    /// <summary>The running mean deviation <c>[num_features]</c>.</summary>
    public Tensor running_s1
    {
        get => _running_s1!;
        set => ReplaceBuffer(ref _running_s1, value ?? throw new ArgumentNullException(nameof(value)), nameof(running_s1));
    }

    private protected sealed override Tensor? Own => weight ?? _running_mean;

    /// <summary>Sets the running mean to zero and the running mean deviation to one.</summary>
    public void reset_running_stats()
    {
        nn.init.zeros_(running_mean);
        nn.init.ones_(running_s1);
    }

    /// <summary>Resets the running statistics, sets the gain to one and the offset to zero.</summary>
    public sealed override void reset_parameters()
    {
        reset_running_stats();
        base.reset_parameters();
    }

    private protected sealed override Tensor Normalize(Tensor input)
    {
        if (training && input.numel() == input.size(1))
            throw new ArgumentException($"{GetName()} needs more than one value for each channel in training, but got an input [{string.Join(", ", input.shape)}].", nameof(input));
        var (rows, factor) = (input.ndim == 2, L1Scale.Factor(matchL2));
        return training && input.numel() > 0
            ? WithAffine(input, (gain, offset) => rows
                ? L1Norms.BatchOfRows(input, gain, offset, running_mean, running_s1, momentum, factor, eps)
                : L1Norms.Batch(input, gain, offset, running_mean, running_s1, momentum, factor, eps))
            : WithAffine(input, (gain, offset) => rows
                ? L1Norms.FrozenBatchOfRows(input, gain, offset, running_mean, running_s1, factor, eps)
                : L1Norms.FrozenBatch(input, gain, offset, running_mean, running_s1, factor, eps));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _running_mean?.Dispose();
            _running_s1?.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>L1 norm of rows <c>[batch, channels]</c> or sequences <c>[batch, channels, length]</c>; see <see cref="L1BatchNorm"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the mean deviation.</param>
/// <param name="momentum">The weight of a batch in the running statistics.</param>
/// <param name="affine">Whether it has a learned gain, initialized to one, and offset, initialized to zero.</param>
/// <param name="matchL2">Whether the mean deviation is multiplied by sqrt(π/2), the standard deviation of normally distributed channels.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class L1BatchNorm1d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool matchL2 = false, Device? device = null, ScalarType? dtype = null)
    : L1BatchNorm(nameof(L1BatchNorm1d), num_features, eps, momentum, affine, matchL2, device, dtype)
{
    private protected override (int Fewest, int Most, bool WithoutBatch) Dimensions => (2, 3, false);
}

/// <summary>L1 norm of images <c>[batch, channels, height, width]</c>; see <see cref="L1BatchNorm"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the mean deviation.</param>
/// <param name="momentum">The weight of a batch in the running statistics.</param>
/// <param name="affine">Whether it has a learned gain, initialized to one, and offset, initialized to zero.</param>
/// <param name="matchL2">Whether the mean deviation is multiplied by sqrt(π/2), the standard deviation of normally distributed channels.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class L1BatchNorm2d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool matchL2 = false, Device? device = null, ScalarType? dtype = null)
    : L1BatchNorm(nameof(L1BatchNorm2d), num_features, eps, momentum, affine, matchL2, device, dtype)
{
    private protected override (int Fewest, int Most, bool WithoutBatch) Dimensions => (4, 4, false);
}
