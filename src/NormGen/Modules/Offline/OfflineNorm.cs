using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// What norms share that divide each feature by a statistic over tokens, and in evaluation are a constant scale and shift: gain, offset, warm-up, padding masks, and statistics of gradients
/// that change in backward. See <see cref="PowerNorm"/> and <see cref="UnifiedNorm"/>.
/// </summary>
public abstract partial class OfflineNorm : nn.Module<Tensor, Tensor>
{
    private readonly PendingBackward pending;

    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    [ComponentName(Name = nameof(ema_gz))]
    private Tensor? _ema_gz;

    [ComponentName(Name = nameof(iters))]
    private Tensor? _iters;

    private protected OfflineNorm(string name, long num_features, double eps, long warmup_iters, bool? batch_first, Device? device, ScalarType? dtype)
        : base(name)
    {
        this.num_features = OfflineArguments.CheckFeatures(num_features);
        NormArguments.CheckType(dtype);
        this.eps = eps;
        this.warmup_iters = OfflineArguments.CheckWarmup(warmup_iters);
        this.batch_first = batch_first;
        pending = new(name);
        weight = new Parameter(ones(num_features, dtype, device));
        bias = new Parameter(zeros(num_features, dtype, device));
        ema_gz = zeros(num_features, dtype, device);
        iters = zeros(1, ScalarType.Int64, device);
    }

    /// <summary>The size of the last dimension.</summary>
    public long num_features { get; }

    /// <summary>What is added to the statistic, inside the root.</summary>
    public double eps
    {
        get;
        set
        {
            NormArguments.CheckEps(value);
            field = value;
        }
    }

    /// <summary>For how many training steps the statistics of the batch itself normalize.</summary>
    public long warmup_iters { get; }

    /// <summary>Where padding masks <c>[batch, tokens]</c> find their tokens: true for inputs <c>[batch, tokens, features]</c>, false for <c>[tokens, batch, features]</c>, null where no mask is used.</summary>
    public bool? batch_first { get; }

    /// <summary>The gain <c>[num_features]</c>.</summary>
    public Parameter weight
    {
        get => _weight!;
        set => Replace(ref _weight, value, nameof(weight));
    }

    /// <summary>The offset <c>[num_features]</c>.</summary>
    public Parameter bias
    {
        get => _bias!;
        set => Replace(ref _bias, value, nameof(bias));
    }

    /// <summary>The running statistic of gradients <c>[num_features]</c>: a buffer that changes in backward.</summary>
    public Tensor ema_gz
    {
        get => _ema_gz!;
        set => ReplaceBuffer(ref _ema_gz, value, [num_features], nameof(ema_gz));
    }

    /// <summary>How many training steps there were, <c>[1]</c> of type int64: a buffer.</summary>
    public Tensor iters
    {
        get => _iters!;
        set => ReplaceBuffer(ref _iters, value, [1], nameof(iters));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => forward(input, null);

    /// <summary>Normalizes, with some tokens left out of the statistics of forward. They are normalized all the same, have gradients, and count in the statistics of gradients, as in the released code.</summary>
    /// <param name="input">Tokens <c>[.., features]</c>; with a mask <c>[batch, tokens, features]</c> or, without <see cref="batch_first"/>, <c>[tokens, batch, features]</c>.</param>
    /// <param name="pad_mask">Which tokens are padding: <c>[batch, tokens]</c> of type bool, true for padding. Null: none. Evaluation does not use it.</param>
    /// <returns>A tensor of the shape of <paramref name="input"/>.</returns>
    /// <exception cref="ArgumentException">An argument's shape or type does not fit, or the mask leaves no token; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">In training, backward did not run exactly once through the forward before; nothing has changed.</exception>
    public Tensor forward(Tensor input, Tensor? pad_mask)
    {
        NormArguments.CheckInput(input, [num_features], _weight, GetName());
        OfflineArguments.CheckMask(input, pad_mask, batch_first, GetName());
        if (!training) return HalfInputs.Apply(input, IsFolded ? EvaluateFolded : Evaluate);
        if (IsFolded) throw new InvalidOperationException($"This {GetName()} is folded into a layer for inference and cannot train: call eval().");

        pending.Check();
        using var scope = NewDisposeScope();
        var (counted, tokens) = OfflineArguments.Counted(input, pad_mask, batch_first, GetName());
        var isWanted = is_grad_enabled() && (input.requires_grad || weight.requires_grad || bias.requires_grad);
        var step = iters.item<long>() + 1;
        var passes = isWanted ? pending.Begin(ema_gz) : zeros_like(ema_gz);
        var result = HalfInputs.Apply(input, x => Train(x, counted, tokens, step, passes));
        using (no_grad()) iters.fill_(step); // returns the buffer itself
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Starts the warm-up again, as for training on other data: <see cref="iters"/> becomes zero, the statistics stay.</summary>
    public void ResetWarmup()
    {
        using var noGradients = no_grad();
        iters.zero_();
        pending.Discard();
    }

    /// <summary>Sets all statistics to those of a new module.</summary>
    public virtual void reset_running_stats()
    {
        ResetWarmup();
        using var noGradients = no_grad();
        ema_gz.zero_();
    }

    /// <summary>Sets the gain to one, the offset to zero, and the statistics to those of a new module.</summary>
    public void reset_parameters()
    {
        nn.init.ones_(weight);
        nn.init.zeros_(bias);
        reset_running_stats();
    }

    /// <summary>Says that no backward will run through the last forward, as where a loss is dropped; the next forward then does not ask for it. What that forward changed in the statistics stays.</summary>
    public void DiscardForward() => pending.Discard();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            pending.Discard();
            _weight?.Dispose();
            _bias?.Dispose();
            _ema_gz?.Dispose();
            _iters?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The result of evaluation: a constant scale and shift.</summary>
    private protected abstract Tensor Evaluate(Tensor input);

    /// <summary>The result of a training step, the statistics of forward changed.</summary>
    /// <param name="input">The tokens.</param>
    /// <param name="counted">1 for each token that counts, 0 for padding.</param>
    /// <param name="tokens">How many count.</param>
    /// <param name="step">The number of the step, from 1.</param>
    /// <param name="passes">Where backward counts.</param>
    private protected abstract Tensor Train(Tensor input, Tensor counted, double tokens, long step, Tensor passes);

    private protected void ReplaceBuffer(ref Tensor? field, Tensor value, long[] shape, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (Slots.Put(ref field, value, shape, name)) ConditionallyRegisterBuffer(name, field);
    }

    private void Replace(ref Parameter? field, Parameter value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (Slots.Put(ref field, value, [num_features], name)) ConditionallyRegisterParameter(name, field);
    }
}
