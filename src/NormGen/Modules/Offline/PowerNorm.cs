using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// PowerNorm: each feature divided by the root of its running mean square over tokens, <c>y = s · rsqrt(running_phi + eps) · weight + bias</c>, after a root mean square norm of each group of features
/// (<c>s</c>, group scaling). A replacement of layer norm in transformers that is a constant scale and shift in evaluation, but for group scaling.
/// </summary>
/// <remarks>
/// Shen, Yao, Gholami, Mahoney and Keutzer, PowerNorm: Rethinking Batch Normalization in Transformers, ICML 2020, arXiv 2003.07845, as its released code has it (<c>MaskPowerNorm</c>): during warm-up the
/// batch's own statistic normalizes; afterwards the running one does, and backward, which cannot flow through it, is corrected by a running statistic of gradients. Backward divides by the statistic of the
/// batch, where the paper has the running one.
/// <para>Training changes state in forward and in backward: one forward, then its backward. See <c>docs/methods/power-norm.md</c>.</para>
/// </remarks>
public sealed class PowerNorm : OfflineNorm
{
    // Fixed in the released code, whatever the layer's own.
    private const double GroupEps = 1e-5;

    [ComponentName(Name = nameof(running_phi))]
    private Tensor? _running_phi;

    /// <summary>Normalizes over all but the last dimension.</summary>
    /// <param name="num_features">The size of the last dimension.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <param name="alpha_fwd">The weight of the old value in the running mean square.</param>
    /// <param name="alpha_bkw">The weight of the old value in the running statistic of gradients.</param>
    /// <param name="warmup_iters">For how many training steps the batch's own statistic normalizes; the length of the learning rate's warm-up fits.</param>
    /// <param name="groups">How many groups the features make for group scaling, a divisor of <paramref name="num_features"/>; the number of attention heads fits. 0: no group scaling.</param>
    /// <param name="batch_first">Which layout a padding mask belongs to; see <see cref="OfflineNorm.batch_first"/>.</param>
    /// <param name="device">Where parameters and buffers live.</param>
    /// <param name="dtype">Their type.</param>
    public PowerNorm(
        long num_features, double eps = 1e-5, double alpha_fwd = 0.9, double alpha_bkw = 0.9, long warmup_iters = 10000, long groups = 1, bool? batch_first = null, Device? device = null, ScalarType? dtype = null)
        : base(nameof(PowerNorm), num_features, eps, warmup_iters, batch_first, device, dtype)
    {
        this.alpha_fwd = OfflineArguments.CheckAverage(alpha_fwd, nameof(alpha_fwd));
        this.alpha_bkw = OfflineArguments.CheckAverage(alpha_bkw, nameof(alpha_bkw));
        this.groups = OfflineArguments.CheckGroups(groups, num_features);
        running_phi = ones(num_features, dtype, device);
    }

    /// <summary>The weight of the old value in the running mean square.</summary>
    public double alpha_fwd { get; }

    /// <summary>The weight of the old value in the running statistic of gradients.</summary>
    public double alpha_bkw { get; }

    /// <summary>How many groups of features are scaled; 0 for none.</summary>
    public long groups { get; }

    /// <summary>The running mean square <c>[num_features]</c>, the paper's <c>ψ²</c>: a buffer.</summary>
    public Tensor running_phi
    {
        get => _running_phi!;
        set => ReplaceBuffer(ref _running_phi, value, [num_features], nameof(running_phi));
    }

    /// <inheritdoc/>
    public override void reset_running_stats()
    {
        base.reset_running_stats();
        using var noGradients = no_grad();
        running_phi.fill_(1);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _running_phi?.Dispose();
        base.Dispose(disposing);
    }

    internal override Tensor Statistic => running_phi;

    private protected override Tensor EvaluateFolded(Tensor input) => groups == 0 ? base.EvaluateFolded(input) : OfflineNorms.GroupScaling(input, groups, GroupEps);

    private protected override Tensor Evaluate(Tensor input)
        => groups == 0 ? OfflineNorms.RunningScale(input, weight, bias, running_phi, eps) : OfflineNorms.GroupedRunningScale(input, weight, bias, running_phi, groups, eps);

    private protected override Tensor Train(Tensor input, Tensor counted, double tokens, long step, Tensor passes)
    {
        // A cumulative average before the exponential one, in all steps of the warm-up but the last.
        var kept = step < warmup_iters ? (step - 1.0) / step : 1;
        return (step <= warmup_iters, groups) switch
        {
            (true, 0) => OfflineNorms.WarmingPower(input, counted, weight, bias, running_phi, ema_gz, passes, tokens, kept, alpha_fwd, alpha_bkw, eps),
            (false, 0) => OfflineNorms.RunningPower(input, counted, weight, bias, running_phi, ema_gz, passes, tokens, alpha_fwd, alpha_bkw, eps),
            (true, _) => OfflineNorms.GroupedWarmingPower(input, counted, weight, bias, running_phi, ema_gz, passes, tokens, kept, alpha_fwd, alpha_bkw, groups, eps),
            (false, _) => OfflineNorms.GroupedRunningPower(input, counted, weight, bias, running_phi, ema_gz, passes, tokens, alpha_fwd, alpha_bkw, groups, eps),
        };
    }
}
