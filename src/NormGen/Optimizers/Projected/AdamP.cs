using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// AdamP: Adam with decoupled weight decay, where steps leave the norm of scale-invariant weights alone. <c>torch.optim.AdamP</c>.
/// </summary>
/// <remarks>
/// Heo et al., AdamP: Slowing Down the Slowdown for Momentum Optimizers on Scale-invariant Weights, 2020, arXiv 2006.08217; numerics as in the authors' code.
/// A weight in front of a norm is scale-invariant: only its direction matters. Momentum makes its norm grow, and the effective step, <c>lr / ‖w‖</c>, shrinks with it. AdamP leaves out the part of the step along such a weight and
/// decays it by <c>wd_ratio · weight_decay</c>; other weights, and everything with one dimension, have Adam's step.
/// <para>Which weights these are, <see cref="OptimizerAttribute"/> decides at compile time from the data flow, as finely as it holds: each row, blocks of rows, or the whole. Without it, or with <see cref="InvarianceMode.Runtime"/>, every step tests the angle between weight
/// and gradient, rows first, then the whole (<see cref="ScaleGroup.Tested"/>). Weights that are invariant only together with a bias are projected together with it.</para>
/// Streams: by row, and without projection, seven (parameter, gradient and moments are read once, all but the gradient written once); by layer ten (the moments are written first, with the two sums over the weight on the way; then the step reads parameter and moments), eleven with Nesterov's momentum or in half types.
/// </remarks>
public sealed partial class AdamP : AdamOptimizer
{
    /// <summary>AdamP over groups, each with its own options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="eps">Added to the bias-corrected root, and to norms of weights.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="delta">The threshold of the test: a cosine below <c>delta / √elements</c> counts as none.</param>
    /// <param name="wd_ratio">The decay of weights that are projected, as a multiple of <paramref name="weight_decay"/>.</param>
    /// <param name="nesterov">Whether the step looks ahead, by Nesterov's momentum.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public AdamP(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double delta = 0.1, double wd_ratio = 0.1, bool nesterov = false, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, delta = delta, wd_ratio = wd_ratio, nesterov = nesterov, scale_group = ScaleGroup.Tested, block_rows = 0, with_bias = false, maximize = maximize, half = half })
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
        var (lr, beta1, beta2, eps, direction) = (o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value, o.eps!.Value, o.Direction);
        var decay = o.weight_decay!.Value * (group == ScaleGroup.None ? 1 : o.wd_ratio!.Value);
        var ahead = o.nesterov == true ? 1 - beta1 : 0;
        switch (group)
        {
            case ScaleGroup.None: AdamPUpdates.Plain(s.Weight, gradient, s.Mean, s.Square, lr, beta1, beta2, eps, decay, ahead, s.step, direction); break;
            case ScaleGroup.Row: AdamPUpdates.Row(s.Weight, gradient, s.Mean, s.Square, lr, beta1, beta2, eps, decay, ahead, s.step, direction); break;
            case ScaleGroup.Layer when ahead == 0 && AdamPUpdates.CanKeepMoments(s.Weight): AdamPUpdates.LayerInTwo(s.Weight, gradient, s.Mean, s.Square, lr, beta1, beta2, eps, decay, s.step, direction); break;
            case ScaleGroup.Layer: AdamPUpdates.Layer(s.Weight, gradient, s.Mean, s.Square, lr, beta1, beta2, eps, decay, ahead, s.step, direction); break;
            default:
                var rows = o.block_rows!.Value;
                using (Tensor w = Projection.Blocks(s.Weight, rows), g = Projection.Blocks(gradient, rows), mean = Projection.Blocks(s.Mean, rows), square = Projection.Blocks(s.Square, rows))
                {
                    AdamPUpdates.Row(w, g, mean, square, lr, beta1, beta2, eps, decay, ahead, s.step, direction);
                    Projection.WriteBack(s.Weight, w);
                    Projection.WriteBack(s.Mean, mean);
                    Projection.WriteBack(s.Square, square);
                }

                break;
        }
    }

    /// <summary>A weight and its bias as one parameter, which has the weight's step.</summary>
    private static void Together(PendingUpdate weight, PendingUpdate bias)
    {
        var (s, b, o) = ((State)weight.State, (State)bias.State, (Options)weight.Options);
        var (lr, beta1, beta2, eps, direction) = (o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value, o.eps!.Value, o.Direction);
        var (decay, ahead, group, rows) = (o.weight_decay!.Value * o.wd_ratio!.Value, o.nesterov == true ? 1 - beta1 : 0, o.scale_group!.Value, weight.Rows);
        if (group != ScaleGroup.Block && b.Weight.numel() == rows && o.Half.Kind != HalfUpdateKind.Stochastic)
        {
            if (group == ScaleGroup.Row) AdamPUpdates.RowWithBias(s.Weight, weight.Gradient, s.Mean, s.Square, b.Weight, bias.Gradient, b.Mean, b.Square, lr, beta1, beta2, eps, decay, ahead, s.step, direction);
            else AdamPUpdates.LayerWithBias(s.Weight, weight.Gradient, s.Mean, s.Square, b.Weight, bias.Gradient, b.Mean, b.Square, lr, beta1, beta2, eps, decay, ahead, s.step, direction);
            return;
        }

        using var scope = NewDisposeScope();
        var groups = group == ScaleGroup.Block ? rows / o.block_rows!.Value : 1;
        Tensor p = Projection.Beside(s.Weight, b.Weight, groups), mean = Projection.Beside(s.Mean, b.Mean, groups), square = Projection.Beside(s.Square, b.Square, groups);
        AdamPUpdates.Row(p, Projection.Beside(weight.Gradient, bias.Gradient, groups), mean, square, lr, beta1, beta2, eps, decay, ahead, s.step, direction);
        Projection.Apart(p, s.Weight, b.Weight);
        Projection.Apart(mean, s.Mean, b.Mean);
        Projection.Apart(square, s.Square, b.Square);
    }
}
