using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Muon: the momentum of a matrix is orthogonalized, and that is the step; AdamW for the other roles. <c>torch.optim.Muon</c>.
/// </summary>
/// <remarks>
/// Jordan, Jin, Boza, You, Cesista, Newhouse and Bernstein, Muon: An optimizer for hidden layers in neural networks, 2024; numerics and defaults are those of the authors' code (github.com/KellerJordan/Muon, <c>MuonWithAuxAdam</c>), names of arguments those of
/// PyTorch's <c>torch.optim.Muon</c>. The authors iterate in bfloat16; here it is float32 at least.
/// <list type="bullet">
/// <item><see cref="ParameterRole.Matrix"/>, <see cref="ParameterRole.Convolution"/>: <c>p = p · (1 - lr · weight_decay) - lr · adjustment · o</c>, where o is roughly the orthogonal factor of the momentum <c>[out, rest]</c>; one number a weight.</item>
/// <item>All others: AdamW at the rate <c>adam_lr · lr / (lr given at construction)</c>; two numbers a weight.</item>
/// </list>
/// Matrices of one shape are orthogonalized together, by batched products; what stands around these is fused. Streams beside the products, per element: four for the momentum (gradient and buffer read, buffer and batch written), three to divide by the norm, three for the step (a batch is read once, the parameter read and written); in each
/// iteration the polynomial, over the smaller side squared. The step does not depend on the size of the gradient.
/// </remarks>
public sealed partial class Muon : MomentumOptimizer
{
    /// <summary>Muon over groups, each with its own role and options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate of matrices and convolutions.</param>
    /// <param name="weight_decay">Decoupled weight decay, of every role.</param>
    /// <param name="momentum">Decay of the running mean of matrices and convolutions.</param>
    /// <param name="nesterov">Whether the step looks ahead, by Nesterov's momentum.</param>
    /// <param name="ns_steps">The number of iterations.</param>
    /// <param name="adjust_lr_fn">How the rate goes by the shape of a matrix.</param>
    /// <param name="adam_lr">Learning rate of the other roles; null for <paramref name="lr"/>. Schedules act on it in proportion.</param>
    /// <param name="beta1">Decay of the other roles' first moment.</param>
    /// <param name="beta2">Decay of the other roles' second moment.</param>
    /// <param name="eps">Added to the other roles' bias-corrected root.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public Muon(IEnumerable<ParamGroup> parameters, double lr = 0.02, double weight_decay = 0, double momentum = 0.95, bool nesterov = true, int ns_steps = 5, MuonAdjustment adjust_lr_fn = MuonAdjustment.Original, double? adam_lr = 3e-4, double beta1 = 0.9, double beta2 = 0.95, double eps = 1e-10, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, weight_decay = weight_decay, momentum = momentum, nesterov = nesterov, ns_steps = ns_steps, adjust_lr_fn = adjust_lr_fn, adam_lr = adam_lr, beta1 = beta1, beta2 = beta2, eps = eps, maximize = maximize, half = half })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override void UpdateAll(IEnumerable<PendingUpdate> updates) => UpdateInBatches(updates, IsOrthogonalized, Orthogonalize);

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var (s, o) = ((State)state, (Options)options);
        AdamWUpdates.AdamW(s.Weight, gradient, s.Mean, s.Square, o.AdamRate, o.beta1!.Value, o.beta2!.Value, o.eps!.Value, o.weight_decay!.Value, s.step, o.Direction);
    }

    private static void Orthogonalize(PendingUpdate[] batch)
    {
        using var scope = NewDisposeScope();
        var (o, rows, columns) = ((Options)batch[0].Options, batch[0].Rows, batch[0].Columns);
        var momentum = o.momentum!.Value;
        var x = empty([batch.Length, rows, columns], batch[0].Gradient.dtype, batch[0].Gradient.device);
        for (var i = 0; i < batch.Length; i++) OrthogonalizationUpdates.Momentum(x[i].view(batch[i].Gradient.shape), batch[i].Gradient, ((State)batch[i].State).Buffer, momentum, o.nesterov == true ? 1 - momentum : 0);
        var steps = PolarFactor.Quintic(x, o.ns_steps!.Value);

        var lr = o.LearningRate!.Value;
        var (keep, rate) = (1 - lr * o.weight_decay!.Value, lr * o.Direction * Adjustment(o.adjust_lr_fn!.Value, rows, columns));
        for (var i = 0; i < batch.Length; i++) ProjectionUpdates.Step(batch[i].State.Weight, steps[i].view(batch[i].Gradient.shape), keep, rate);
    }

    private static double Adjustment(MuonAdjustment adjustment, double rows, double columns)
        => adjustment == MuonAdjustment.Original ? Math.Sqrt(Math.Max(1, rows / columns)) : 0.2 * Math.Sqrt(Math.Max(rows, columns));

    private static bool IsOrthogonalized(ParameterRole role) => role is ParameterRole.Matrix or ParameterRole.Convolution;
}
