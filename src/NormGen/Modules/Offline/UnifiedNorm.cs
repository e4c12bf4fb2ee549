using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Unified normalization: each feature divided by the root of its mean square over tokens, smoothed over the last batches, <c>y = x · rsqrt(statistic + eps) · weight + bias</c>. A replacement of layer norm in
/// transformers that is a constant scale and shift in evaluation.
/// </summary>
/// <remarks>
/// Yang et al., Unified Normalization for Accelerating and Stabilizing Transformers, ACM Multimedia 2022, arXiv 2208.01313, as its released code has it (<c>UN1d</c>). No mean is taken off. The statistic of
/// forward is the geometric mean over a window of batches, that of gradients the arithmetic mean, from the end of the warm-up on; with <see cref="outlier_filtration"/> a batch whose window is too uneven
/// is not smoothed. Gradients are those of the method, not the derivative of forward.
/// <para>Training changes state in forward and in backward: one forward, then its backward. See <c>docs/methods/unified-norm.md</c>.</para>
/// </remarks>
public sealed class UnifiedNorm : OfflineNorm
{
    /// <summary>Until then gradients are not compensated, whatever the warm-up: a constant of the released code.</summary>
    private const long StepsWithoutCompensation = 1000;

    [ComponentName(Name = nameof(running_var))]
    private Tensor? _running_var;

    [ComponentName(Name = nameof(buffer_x2))]
    private Tensor? _buffer_x2;

    [ComponentName(Name = nameof(buffer_gz))]
    private Tensor? _buffer_gz;

    [ComponentName(Name = nameof(skip_counter))]
    private Tensor? _skip_counter;

    /// <summary>Normalizes over all but the last dimension.</summary>
    /// <param name="num_features">The size of the last dimension.</param>
    /// <param name="window_size">How many batches the statistic of forward is smoothed over; 1 for none.</param>
    /// <param name="warmup_iters">Before which training step nothing is smoothed.</param>
    /// <param name="outlier_filtration">Whether batches far from the others of the window are not smoothed. The released runs have it for images and not for translation.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <param name="momentum">The weight of the old value in running statistics.</param>
    /// <param name="backward_window_size">How many batches the statistic of gradients is smoothed over. Null: as many as in forward.</param>
    /// <param name="keepsRunningVarOfOutliers">Whether a batch that is filtered leaves the running statistic alone. In the released code it enters (false).</param>
    /// <param name="batch_first">Which layout a padding mask belongs to; see <see cref="OfflineNorm.batch_first"/>.</param>
    /// <param name="device">Where parameters and buffers live.</param>
    /// <param name="dtype">Their type.</param>
    public UnifiedNorm(
        long num_features, long window_size = 4, long warmup_iters = 4000, bool outlier_filtration = false, double eps = 1e-5, double momentum = 0.9, long? backward_window_size = null,
        bool keepsRunningVarOfOutliers = false, bool? batch_first = null, Device? device = null, ScalarType? dtype = null)
        : base(nameof(UnifiedNorm), num_features, eps, warmup_iters, batch_first, device, dtype)
    {
        this.window_size = OfflineArguments.CheckWindow(window_size, nameof(window_size));
        this.backward_window_size = OfflineArguments.CheckWindow(backward_window_size ?? window_size, nameof(backward_window_size));
        if (outlier_filtration && warmup_iters < window_size)
            throw new ArgumentException($"outlier_filtration needs a full window: warmup_iters must be at least window_size, {window_size}, but is {warmup_iters}. Before, empty places in the window make every batch an outlier.", nameof(warmup_iters));
        this.outlier_filtration = outlier_filtration;
        this.momentum = OfflineArguments.CheckAverage(momentum, nameof(momentum));
        KeepsRunningVarOfOutliers = keepsRunningVarOfOutliers;
        running_var = ones(num_features, dtype, device);
        buffer_x2 = zeros(this.window_size, num_features, dtype, device);
        buffer_gz = zeros(this.backward_window_size, num_features, dtype, device);
        skip_counter = zeros(1, ScalarType.Int64, device);
    }

    /// <summary>How many batches the statistic of forward is smoothed over.</summary>
    public long window_size { get; }

    /// <summary>How many batches the statistic of gradients is smoothed over.</summary>
    public long backward_window_size { get; }

    /// <summary>Whether batches far from the others of the window are not smoothed.</summary>
    public bool outlier_filtration { get; }

    /// <summary>The weight of the old value in running statistics.</summary>
    public double momentum { get; }

    /// <summary>Whether a batch that is filtered leaves the running statistic alone.</summary>
    public bool KeepsRunningVarOfOutliers { get; }

    /// <summary>The running mean square <c>[num_features]</c> (no variance: no mean is taken off): a buffer.</summary>
    public Tensor running_var
    {
        get => _running_var!;
        set => ReplaceBuffer(ref _running_var, value, [num_features], nameof(running_var));
    }

    /// <summary>The mean squares of the last batches <c>[window_size, num_features]</c>, the one of step k at k modulo the size: a buffer.</summary>
    public Tensor buffer_x2
    {
        get => _buffer_x2!;
        set => ReplaceBuffer(ref _buffer_x2, value, [window_size, num_features], nameof(buffer_x2));
    }

    /// <summary>The statistics of gradients of the last batches <c>[backward_window_size, num_features]</c>: a buffer that changes in backward.</summary>
    public Tensor buffer_gz
    {
        get => _buffer_gz!;
        set => ReplaceBuffer(ref _buffer_gz, value, [backward_window_size, num_features], nameof(buffer_gz));
    }

    /// <summary>How many batches were filtered, <c>[1]</c> of type int64: a buffer.</summary>
    public Tensor skip_counter
    {
        get => _skip_counter!;
        set => ReplaceBuffer(ref _skip_counter, value, [1], nameof(skip_counter));
    }

    /// <inheritdoc/>
    public override void reset_running_stats()
    {
        base.reset_running_stats();
        using var noGradients = no_grad();
        running_var.fill_(1);
        buffer_x2.zero_();
        buffer_gz.zero_();
        skip_counter.zero_();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _running_var?.Dispose();
            _buffer_x2?.Dispose();
            _buffer_gz?.Dispose();
            _skip_counter?.Dispose();
        }

        base.Dispose(disposing);
    }

    internal override Tensor Statistic => running_var;

    private protected override Tensor Evaluate(Tensor input) => OfflineNorms.RunningScale(input, weight, bias, running_var, eps);

    private protected override Tensor Train(Tensor input, Tensor counted, double tokens, long step, Tensor passes)
    {
        var statistics = Statistics(input, counted, tokens, step);
        var slot = buffer_gz[step % backward_window_size];
        var isAlone = step <= backward_window_size || step < warmup_iters || statistics.IsSkipped;
        return OfflineNorms.Unified(input, weight, bias, statistics.Square, statistics.Compensation, isAlone ? zeros_like(ema_gz) : Others(step), ema_gz, slot, passes,
            isAlone ? 1 : 1.0 / backward_window_size, statistics.IsSkipped ? 1 : 0, momentum, eps);
    }

    /// <summary>The mean square that normalizes this batch, from its own and those of the window, whose state it changes. All of it is of the size of the features.</summary>
    private (Tensor Square, Tensor Compensation, bool IsSkipped) Statistics(Tensor input, Tensor counted, double tokens, long step)
    {
        using var noGradients = no_grad();
        var filters = outlier_filtration && step >= warmup_iters;
        var own = empty_like(running_var);
        OfflineNorms.TokenMeanSquare(input.detach().reshape(-1, num_features), counted.reshape(-1), own, tokens);
        var spread = filters ? buffer_x2.sqrt().var() : null; // of the window as the last step left it, over batches and features together
        var place = buffer_x2[step % window_size];
        place.copy_(own);

        var isOutlier = filters && (buffer_x2.mean([0L]) - Geometric()).gt(spread! * window_size).any().item<bool>();
        if (isOutlier)
        {
            place.copy_(running_var);
            skip_counter.add_(1);
        }

        var isSkipped = isOutlier || window_size == 1;
        var square = step <= window_size || step < warmup_iters || isSkipped ? own : Geometric();
        var compensation = step <= Math.Max(StepsWithoutCompensation, warmup_iters) || isSkipped ? ones_like(running_var) : ((square + eps).sqrt() / (running_var + eps).sqrt()).clamp(0.2, 5);
        if (!(isOutlier && KeepsRunningVarOfOutliers)) running_var.mul_(momentum).add_(square * (1 - momentum));
        return (square, compensation, isSkipped);

        Tensor Geometric() => buffer_x2.log().mean([0L]).exp();
    }

    /// <summary>What the other batches of the window add to the mean of the statistics of gradients.</summary>
    private Tensor Others(long step)
    {
        using var noGradients = no_grad();
        var window = buffer_gz.clone();
        window[step % backward_window_size].zero_();
        return window.mean([0L]);
    }
}
