using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// GradNormLoRP: Adam in a few directions of the gradient, on weights that are split into direction and magnitude. <c>torch.optim.GradNormLoRP</c>.
/// </summary>
/// <remarks>
/// Huang, Shen, Zhu, Rudinac and Kanoulas, Gradient Weight-Normalized Low-Rank Projection for Efficient LLM Training, 2024, arXiv 2412.19616.
/// <list type="bullet">
/// <item><see cref="ParameterRole.Matrix"/>: <c>W = magnitude · v / ‖v‖</c> a row. The gradient of v is projected to <c>rank</c> singular vectors, found anew every <c>update_proj_gap</c> steps, where Adam's moments live; the magnitude has Adam of its own.
/// State for <c>[m, n]</c>: <c>2 · rank · max(m, n)</c> numbers for the moments, <c>rank · min(m, n)</c> for the directions, and <c>4 · m</c>: v itself is not kept.</item>
/// <item>All others, and matrices whose smaller side is not above the rank: AdamW, two numbers a weight.</item>
/// </list>
/// <c>weight_norm</c> chooses between the paper's form, the one of the authors' code, which forgets the magnitude, and none, which is GaLore's Adam. Moments are not turned when the directions change. Singular vectors are taken in float32 at least,
/// the largest entry of each positive. Streams beside the two thin products, per element of a matrix: six (weight and gradient read, the gradient of v written; step and weight read, the weight written), three without <c>weight_norm</c>; all others have AdamW's seven.
/// </remarks>
public sealed partial class GradNormLoRP : AdamOptimizer
{
    /// <summary>GradNormLoRP over groups, each with its own role and options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="rank">To how many directions gradients are projected; 0 for no projection, as the authors' <c>None</c>. Published runs: 128 for pre-training, 4 to 8 for fine-tuning.</param>
    /// <param name="update_proj_gap">How many steps the directions are used for.</param>
    /// <param name="scale">The rate of projected steps as a multiple.</param>
    /// <param name="proj_type">Which side is projected.</param>
    /// <param name="beta1">Decay of first moments.</param>
    /// <param name="beta2">Decay of second moments.</param>
    /// <param name="eps">Added to roots of second moments, without their bias correction; of AdamW's roles with it.</param>
    /// <param name="weight_decay">Decoupled weight decay, after the step: of the magnitude alone in the paper's form. Of AdamW's roles before the step.</param>
    /// <param name="correct_bias">Whether the rate has Adam's bias correction.</param>
    /// <param name="weight_norm">How weights are split into direction and magnitude.</param>
    /// <param name="all_roles">Whether every parameter of one or two dimensions has the rule of matrices, as in the authors' code, and not AdamW; a vector is one row, and not projected.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public GradNormLoRP(IEnumerable<ParamGroup> parameters, double lr = 1e-3, int rank = 0, int update_proj_gap = 200, double scale = 1, ProjectionSide proj_type = ProjectionSide.Std, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-6,
        double weight_decay = 0, bool correct_bias = true, WeightNormForm weight_norm = WeightNormForm.Persistent, bool all_roles = false, bool maximize = false, HalfUpdate half = default)
        : base(new Options
        {
            LearningRate = lr,
            rank = rank,
            update_proj_gap = update_proj_gap,
            scale = scale,
            proj_type = proj_type,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            correct_bias = correct_bias,
            weight_norm = weight_norm,
            all_roles = all_roles,
            maximize = maximize,
            half = half,
        })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override int SlotsInUse(FusedOptimizerState state, FusedOptimizerOptions options) => ((State)state).SlotsInUse;

    private protected override void CheckFit(FusedOptimizerState state, FusedOptimizerOptions options)
    {
        var (s, o) = ((State)state, (Options)options);
        if (o.all_roles == true && s.Parameter.ndim > 2) throw new ArgumentException($"{s.Description} has {s.Parameter.ndim} dimensions; with all_roles every parameter has one or two.", nameof(Options.all_roles));
        var form = LowRankForm.Of(s, o);
        if (form == s.Form && s.step > 0) return;
        if (s.step > 0) throw new ArgumentException($"{s.Description} has a state of{s.Form}, but the options now ask for{form}: rank, proj_type, all_roles and whether there is a weight_norm are fixed once a parameter was updated.", nameof(Options.rank));
        s.Form = form;
    }

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var (s, o) = ((State)state, (Options)options);
        if (s.Form.IsAdamW)
        {
            AdamW(s, gradient, o);
            return;
        }

        using var scope = NewDisposeScope();
        var (size, scale, keep) = (o.Rate(s.step), s.Form.IsProjected ? o.scale!.Value : 1, 1 - o.LearningRate!.Value * o.weight_decay!.Value);
        if (!s.Form.IsSplit)
        {
            ProjectionUpdates.Step(s.Weight, Step(s, s.Form.IsProjected ? gradient : gradient.clone(), o), keep, size * scale * keep);
            return;
        }

        var persistent = o.weight_norm == WeightNormForm.Persistent ? 1 : 0;
        var (norm, magnitude) = s.Split();
        Tensor direction = empty_like(s.Weight), turn = empty_like(norm);
        LowRankUpdates.Split(direction, s.Weight, gradient, turn, norm, magnitude, persistent);
        var step = Step(s, direction, o);
        LowRankUpdates.Quotient(turn, s.MagnitudeMean, s.MagnitudeSquare, o.beta1!.Value, o.beta2!.Value, o.eps!.Value);
        // To split a weight and to join it again rounds, and at a rate of zero nothing moves.
        if (size == 0) return;
        LowRankUpdates.Join(s.Weight, step, turn, norm, magnitude, size, scale, keep, persistent == 1 ? 1 : keep, persistent, State.Least);
    }

    /// <summary>Adam's step in the few directions, back in the shape of the weight; without projection in the place of the gradient.</summary>
    private static Tensor Step(State s, Tensor gradient, Options o)
    {
        if (!s.Form.IsProjected)
        {
            LowRankUpdates.Quotient(gradient, s.Mean, s.Square, o.beta1!.Value, o.beta2!.Value, o.eps!.Value);
            return gradient;
        }

        if ((s.step - 1) % o.update_proj_gap!.Value == 0 || s.left is null && s.right is null) s.Turn(gradient);
        var low = GradientProjection.Low(gradient, s.left, s.right);
        LowRankUpdates.Quotient(low, s.Mean, s.Square, o.beta1!.Value, o.beta2!.Value, o.eps!.Value);
        return GradientProjection.Back(low, s.left, s.right);
    }
}
