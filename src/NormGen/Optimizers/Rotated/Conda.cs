using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Conda: Adam in the space of the singular vectors of its own first moment. <c>torch.optim.Conda</c>.
/// </summary>
/// <remarks>
/// Wang et al., Conda: Column-Normalized Adam for Training Large Language Models Faster, 2025, arXiv 2509.24218; numerics as in the authors' code, with its projection <c>std</c>, the only one that fits every shape.
/// <list type="bullet">
/// <item><see cref="ParameterRole.Matrix"/>: the mean of the gradient and the gradient are rotated by the singular vectors of the mean on the smaller side, which are found anew every <c>update_proj_gap</c> steps; Adam's quotient is taken there and rotated back. State: two numbers a weight and the basis.</item>
/// <item>All others: Adam, two numbers a weight.</item>
/// </list>
/// The decay comes after the step, on the new weight; eps is added to the root before its bias correction. Basis and step are part of the state, so a loaded one goes on with the same basis until the next multiple of the gap.
/// Matrices of one shape are rotated together, by batched products; what stands around these is fused. Streams beside the products, per element: three for the mean, four to put mean and gradient of all matrices together, five for the quotient (rotated mean, rotated gradient and second moment read, quotient and second moment written), three for the step; seven for the
/// other roles.
/// </remarks>
public sealed partial class Conda : AdamOptimizer
{
    /// <summary>Conda over groups, each with its own role and options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment; the published runs have 0.99.</param>
    /// <param name="eps">Added to the root of the second moment.</param>
    /// <param name="weight_decay">Decoupled weight decay, after the step.</param>
    /// <param name="update_proj_gap">How many steps a basis is used for.</param>
    /// <param name="scale">The learning rate of matrices as a multiple of the other parameters'.</param>
    /// <param name="correct_bias">Whether the rate has Adam's bias correction.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public Conda(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, int update_proj_gap = 2000, double scale = 0.25, bool correct_bias = true, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, update_proj_gap = update_proj_gap, scale = scale, correct_bias = correct_bias, maximize = maximize, half = half })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override void UpdateAll(IEnumerable<PendingUpdate> updates) => UpdateInBatches(updates, role => role == ParameterRole.Matrix, Rotate);

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var (s, o) = ((State)state, (Options)options);
        CondaUpdates.Plain(s.Weight, gradient, s.Mean, s.Square, o.Rate(s.step), o.beta1!.Value, o.beta2!.Value, o.eps!.Value, Keep(o));
    }

    private static void Rotate(PendingUpdate[] batch)
    {
        using var scope = NewDisposeScope();
        var (o, isRight) = ((Options)batch[0].Options, batch[0].Rows >= batch[0].Columns);
        foreach (var (state, _, gradient) in batch)
        {
            var s = (State)state;
            CondaUpdates.Mean(s.Mean, gradient, o.beta1!.Value);
            if (s.ortho_matrix is null || (s.step - 1) % o.update_proj_gap!.Value == 0) s.Basis = Basis(s, isRight);
        }

        var basis = stack([.. batch.Select(update => ((State)update.State).Basis)]);
        var means = Rotated(stack([.. batch.Select(update => ((State)update.State).Mean)]));
        var gradients = Rotated(stack([.. batch.Select(update => update.Gradient)]));
        for (var i = 0; i < batch.Length; i++) CondaUpdates.Quotient(means[i], gradients[i], ((State)batch[i].State).Square, o.beta2!.Value, o.eps!.Value);
        var steps = isRight ? means.matmul(basis) : basis.matmul(means);
        for (var i = 0; i < batch.Length; i++) ProjectionUpdates.Step(batch[i].State.Weight, steps[i], Keep(o), o.Rate(batch[i].State.step) * o.scale!.Value * Keep(o));

        Tensor Rotated(Tensor x) => isRight ? x.matmul(basis.mT) : basis.mT.matmul(x);
    }

    /// <summary>The singular vectors of the mean on the smaller side. What is not finite has none: there the basis stays as it is, and the step is not finite either.</summary>
    private static Tensor Basis(State state, bool isRight)
    {
        using var scope = NewDisposeScope();
        var (mean, type) = (state.Mean, state.Mean.dtype);
        if (!mean.isfinite().all().item<bool>()) return (state.ortho_matrix?.clone() ?? eye(Math.Min(mean.size(0), mean.size(1)), dtype: type, device: mean.device)).MoveToOuterDisposeScope();
        var (u, _, vh) = linalg.svd(mean.to(type == ScalarType.Float64 ? type : ScalarType.Float32), fullMatrices: false);
        return (isRight ? vh : u).to(type).contiguous().MoveToOuterDisposeScope();
    }

    private static double Keep(Options options) => 1 - options.LearningRate!.Value * options.weight_decay!.Value;
}
