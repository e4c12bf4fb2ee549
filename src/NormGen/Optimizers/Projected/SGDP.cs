using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// SGDP: gradient descent with momentum and decoupled weight decay, where steps leave the norm of scale-invariant weights alone. <c>torch.optim.SGDP</c>.
/// </summary>
/// <remarks>
/// Heo et al., AdamP: Slowing Down the Slowdown for Momentum Optimizers on Scale-invariant Weights, 2020, arXiv 2006.08217; numerics as in the authors' code: the buffer starts at zero and the first step is dampened as well, the decay is
/// <c>lr · weight_decay / (1 - momentum)</c>, times <c>wd_ratio</c> where the step is projected, and without Nesterov's look ahead the buffer is projected along with the step. Which weights are projected: see <see cref="AdamP"/>.
/// Streams, tensors read or written per element: five by row and without projection, eight by layer (parameter, gradient and buffer are read twice).
/// </remarks>
public sealed partial class SGDP : MomentumOptimizer
{
    /// <summary>SGDP over groups, each with its own options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">What is left of the buffer after a step; less than 1.</param>
    /// <param name="dampening">The part of the gradient that does not enter the buffer.</param>
    /// <param name="weight_decay">Decoupled weight decay, divided by <c>1 - momentum</c>.</param>
    /// <param name="nesterov">Whether the step looks ahead: the gradient plus what the momentum makes of the new buffer.</param>
    /// <param name="eps">Added to norms of weights.</param>
    /// <param name="delta">The threshold of the test: a cosine below <c>delta / √elements</c> counts as none.</param>
    /// <param name="wd_ratio">The decay of weights that are projected, as a multiple of <paramref name="weight_decay"/>.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public SGDP(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, double eps = 1e-8, double delta = 0.1, double wd_ratio = 0.1, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, eps = eps, delta = delta, wd_ratio = wd_ratio, scale_group = ScaleGroup.Tested, block_rows = 0, with_bias = false, maximize = maximize, half = half })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override void CheckFit(FusedOptimizerState state, FusedOptimizerOptions options) => Projection.CheckBlocks(state, ((Options)options).scale_group!.Value, ((Options)options).block_rows!.Value);

    private protected override void UpdateAll(IEnumerable<PendingUpdate> updates) => Projection.UpdateAll(updates, Together, update => Update(update.State, update.Gradient, update.Options));

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var (s, o) = ((State)state, (Options)options);
        // A weight whose bias has no gradient does not move along with it, so that its scale does matter.
        var group = o.IsPaired ? ScaleGroup.None : Projection.Of(s.Weight, gradient, o.scale_group!.Value, o.delta!.Value, o.eps!.Value);
        var (lr, momentum, dampening, eps, direction) = (o.LearningRate!.Value, o.momentum!.Value, o.dampening!.Value, o.eps!.Value, o.Direction);
        var decay = o.weight_decay!.Value * (group == ScaleGroup.None ? 1 : o.wd_ratio!.Value) / (1 - momentum);
        var nesterov = o.nesterov == true ? 1 : 0;
        switch (group)
        {
            case ScaleGroup.None: SGDPUpdates.Plain(s.Weight, gradient, s.Buffer, lr, momentum, dampening, eps, decay, nesterov, direction); break;
            case ScaleGroup.Row: SGDPUpdates.Row(s.Weight, gradient, s.Buffer, lr, momentum, dampening, eps, decay, nesterov, direction); break;
            case ScaleGroup.Layer: SGDPUpdates.Layer(s.Weight, gradient, s.Buffer, lr, momentum, dampening, eps, decay, nesterov, direction); break;
            default:
                var rows = o.block_rows!.Value;
                using (Tensor w = Projection.Blocks(s.Weight, rows), g = Projection.Blocks(gradient, rows), buffer = Projection.Blocks(s.Buffer, rows))
                {
                    SGDPUpdates.Row(w, g, buffer, lr, momentum, dampening, eps, decay, nesterov, direction);
                    Projection.WriteBack(s.Weight, w);
                    Projection.WriteBack(s.Buffer, buffer);
                }

                break;
        }
    }

    /// <summary>A weight and its bias as one parameter.</summary>
    private static void Together(PendingUpdate weight, PendingUpdate bias)
    {
        var (s, b, o) = ((State)weight.State, (State)bias.State, (Options)weight.Options);
        var (lr, momentum, dampening, eps, direction) = (o.LearningRate!.Value, o.momentum!.Value, o.dampening!.Value, o.eps!.Value, o.Direction);
        var (decay, nesterov, group, rows) = (o.weight_decay!.Value * o.wd_ratio!.Value / (1 - momentum), o.nesterov == true ? 1 : 0, o.scale_group!.Value, weight.Rows);
        if (group != ScaleGroup.Block && b.Weight.numel() == rows && o.Half.Kind != HalfUpdateKind.Stochastic)
        {
            if (group == ScaleGroup.Row) SGDPUpdates.RowWithBias(s.Weight, weight.Gradient, s.Buffer, b.Weight, bias.Gradient, b.Buffer, lr, momentum, dampening, eps, decay, nesterov, direction);
            else SGDPUpdates.LayerWithBias(s.Weight, weight.Gradient, s.Buffer, b.Weight, bias.Gradient, b.Buffer, lr, momentum, dampening, eps, decay, nesterov, direction);
            return;
        }

        using var scope = NewDisposeScope();
        var groups = group == ScaleGroup.Block ? rows / o.block_rows!.Value : 1;
        Tensor p = Projection.Beside(s.Weight, b.Weight, groups), buffer = Projection.Beside(s.Buffer, b.Buffer, groups);
        SGDPUpdates.Row(p, Projection.Beside(weight.Gradient, bias.Gradient, groups), buffer, lr, momentum, dampening, eps, decay, nesterov, direction);
        Projection.Apart(p, s.Weight, b.Weight);
        Projection.Apart(buffer, s.Buffer, b.Buffer);
    }
}
