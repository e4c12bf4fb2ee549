using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// An optimizer over a Pre-RMSNorm model that keeps its residual stream at mean zero, and so learns what the Pre-LN model would: what writes the stream loses the mean of its gradient and of its update. Wraps the optimizer: groups, options, state and <c>state_dict</c> are the inner one's.
/// </summary>
/// <remarks>
/// Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858; the projection is derived. In a Pre-LN model the mean of such a weight over the features has no gradient and no effect, so that the recentred weight moves by the recentred update. That holds for rules
/// that go by the gradient alone, and for decoupled weight decay; not for those that read the weight's norm (AdamP, SGDP, Adafactor with its relative step, Normalize-and-Project, GradNormLoRP), which are refused, nor for weight decay that is added to the gradient of an adaptive rule (<c>torch.optim.Adam</c>).
/// <see cref="FusedAdamW"/>, <see cref="FusedSGD"/> and <see cref="Lion"/> do that inside their updates, whose formulas hold the mean; around other rules it is a sweep over gradients and one over weights. Either way the work is a matter of weights, whatever the batch; forward and backward recentre nothing.
/// </remarks>
public sealed class RecentredOptimizer : OptimizerHelper
{
    /// <summary>What the updates do not recentre themselves, with its state where the rule is one of NormGen's.</summary>
    private readonly List<(RecentredParameter Parameter, FusedOptimizerState? State)> swept = [];

    /// <summary>The states of what they do.</summary>
    private readonly List<(FusedOptimizerState State, StreamAxis Axis)> fused = [];

    /// <summary>Wraps an optimizer.</summary>
    /// <param name="inner">The optimizer, disposed with this one.</param>
    /// <param name="parameters">What writes the stream, recentred already.</param>
    /// <exception cref="ArgumentException">The rule reads the weight's norm, its updates run inside backward, or a parameter is not one of its own.</exception>
    public RecentredOptimizer(OptimizerHelper inner, IReadOnlyList<RecentredParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(parameters);
        if (inner is RecentredOptimizer) throw new ArgumentException("The optimizer recentres already.", nameof(inner));
        if (inner is AdamP or SGDP or Adafactor or ProjectedOptimizer or GradNormLoRP)
            throw new ArgumentException($"{inner.GetType().Name} reads the norm of a weight, and that of a recentred weight is another than the Pre-LN model's: recentre in forward instead (LinearZeroMeanOutput), or take another rule.", nameof(inner));
        if (inner is FusedOptimizer { UpdatesInBackward: true }) throw new ArgumentException("The optimizer updates inside backward, before gradients could be recentred: make it without update_in_backward.", nameof(inner));
        var trained = inner.parameters().DistinctBy(ParameterIdentity.Of).ToDictionary(ParameterIdentity.Of);
        if (parameters.FirstOrDefault(parameter => parameter.Parameter.requires_grad && !trained.ContainsKey(ParameterIdentity.Of(parameter.Parameter))) is { } stranger)
            throw new ArgumentException($"'{stranger.Name}' writes the stream and is not one of the optimizer's parameters: make it over the whole model, after its conversion and its last to().", nameof(parameters));

        // The optimizer's own objects: some modules make another one for their parameter on every read.
        (Inner, Parameters) = (inner, [.. parameters.Where(parameter => parameter.Parameter.requires_grad).Select(parameter => parameter with { Parameter = trained[ParameterIdentity.Of(parameter.Parameter)] })]);

        foreach (var parameter in Parameters)
        {
            var state = (inner as FusedOptimizer)?.StateOf(parameter.Parameter);
            if (state is null || !((FusedOptimizer)inner).Recentres(state) || !parameter.Parameter.is_contiguous())
            {
                swept.Add((parameter, state));
                continue;
            }

            fused.Add((state, parameter.Axis));
        }

        // One list: groups added later are seen by both.
        _parameter_groups = inner.ParamGroups as IList<ParamGroup> ?? [.. inner.ParamGroups.Cast<ParamGroup>()];
    }

    /// <summary>The optimizer that makes the steps.</summary>
    public OptimizerHelper Inner { get; }

    /// <summary>What is recentred.</summary>
    public IReadOnlyList<RecentredParameter> Parameters { get; }

    /// <summary>One step of the inner optimizer, with its projections.</summary>
    /// <param name="closure">Computes the loss anew, with gradients on; optional.</param>
    /// <returns>What <paramref name="closure"/> returned, or null.</returns>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        if (closure is null) RecentreGradients();
        foreach (var (state, axis) in fused) state.Recentred = axis;
        Tensor loss;
        try
        {
            loss = Inner.step(closure is null ? null : () =>
            {
                var value = closure();
                RecentreGradients();
                return value;
            });
        }
        finally
        {
            foreach (var (state, _) in fused) state.Recentred = StreamAxis.None;
        }

        foreach (var (parameter, state) in swept)
        {
            parameter.Recentre(state?.Weight ?? parameter.Parameter);
            state?.Publish();
        }

        return loss;
    }

    /// <inheritdoc/>
    public override void zero_grad() => Inner.zero_grad();

    /// <summary>Adds a group to the inner optimizer. Its parameters are trained, not recentred.</summary>
    /// <param name="param_group">The group, of the inner optimizer's type.</param>
    public override void add_param_group(ParamGroup param_group) => Inner.add_param_group(param_group);

    /// <summary>Moves the inner optimizer's state.</summary>
    /// <param name="device">The device.</param>
    public new void to(Device device) => Inner.to(device);

    /// <inheritdoc/>
    public override StateDictionary state_dict() => Inner.state_dict();

    /// <inheritdoc/>
    public override void load_state_dict(StateDictionary state_dict) => Inner.load_state_dict(state_dict);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) Inner.Dispose();
    }

    private void RecentreGradients()
    {
        foreach (var (parameter, _) in swept)
        {
            using var gradient = parameter.Parameter.grad;
            if (gradient is not null) parameter.Recentre(gradient);
        }
    }
}
