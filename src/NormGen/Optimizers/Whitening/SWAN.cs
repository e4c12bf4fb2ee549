using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// SWAN: the rows of a matrix's gradient are standardized and then whitened, and that is the step; no state. AdamW for the other roles. <c>torch.optim.SWAN</c>.
/// </summary>
/// <remarks>
/// Ma, Gong, Scetbon and Meeds, SWAN: SGD with Normalization and Whitening Enables Stateless LLM Training, 2024, arXiv 2412.13148. No official code could be obtained: rates, decay and the rule of the other roles are those of later
/// implementations that follow the paper.
/// <list type="bullet">
/// <item><see cref="ParameterRole.Matrix"/>, <see cref="ParameterRole.Convolution"/>: <c>p = p · (1 - lr · weight_decay) - lr · matrix_lr_scale · w</c>, where w is the orthogonal factor of the gradient with standardized rows, at that one's Frobenius norm; no state.</item>
/// <item>All others: AdamW at <c>lr</c>; two numbers a weight.</item>
/// </list>
/// Matrices of one shape are whitened together, by batched products; what stands around these is fused. Streams beside the products, per element: two to standardize (gradient read, batch written) and five for the step (the two norms read both batches, the step one of them, the parameter is read and written). The step does not depend on the size of the gradient, nor on that of any row.
/// </remarks>
public sealed partial class SWAN : AdamOptimizer
{
    /// <summary>SWAN over groups, each with its own role and options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="matrix_lr_scale">The learning rate of matrices as a multiple of the other parameters'.</param>
    /// <param name="weight_decay">Decoupled weight decay, of every role: <c>lr · weight_decay</c>, whatever the scale.</param>
    /// <param name="center">Whether the mean of each row of the gradient is taken away.</param>
    /// <param name="method">How gradients are whitened.</param>
    /// <param name="iterations">The number of iterations of <see cref="WhiteningMethod.NewtonSchulz"/>.</param>
    /// <param name="beta">The factor of the iteration: 0.5 converges, 0.8 leaves singular values in <c>[0.563, 1.6]</c> and lifts small ones faster.</param>
    /// <param name="rescale">Whether the whitened gradient gets the Frobenius norm back that it had before.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public SWAN(IEnumerable<ParamGroup> parameters, double lr = 0.02, double matrix_lr_scale = 0.05, double weight_decay = 0, bool center = true, WhiteningMethod method = WhiteningMethod.NewtonSchulz, int iterations = 10, double beta = 0.8, bool rescale = true, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, matrix_lr_scale = matrix_lr_scale, weight_decay = weight_decay, center = center, method = method, iterations = iterations, beta = beta, rescale = rescale, beta1 = beta1, beta2 = beta2, eps = eps, maximize = maximize, half = half })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override void UpdateAll(IEnumerable<PendingUpdate> updates) => UpdateInBatches(updates, IsWhitened, Whiten);

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options) => AdamW((State)state, gradient, (Options)options);

    private static void Whiten(PendingUpdate[] batch)
    {
        using var scope = NewDisposeScope();
        var o = (Options)batch[0].Options;
        var x = empty([batch.Length, batch[0].Rows, batch[0].Columns], batch[0].Gradient.dtype, batch[0].Gradient.device);
        for (var i = 0; i < batch.Length; i++) WhiteningUpdates.Standardize(x[i].view(batch[i].Gradient.shape), batch[i].Gradient, o.center == true ? 1 : 0, GradientWhitening.Floor);
        var whitened = GradientWhitening.Factor(x, o.method!.Value, o.iterations!.Value, o.beta!.Value, o.center == true);

        var lr = o.LearningRate!.Value;
        var (keep, rate) = (1 - lr * o.weight_decay!.Value, lr * o.matrix_lr_scale!.Value * o.Direction);
        for (var i = 0; i < batch.Length; i++)
        {
            var (parameter, direction) = (batch[i].State.Weight, whitened[i].view(batch[i].Gradient.shape));
            if (o.rescale == true) WhiteningUpdates.Rescaled(parameter, direction, x[i].view(batch[i].Gradient.shape), keep, rate);
            else ProjectionUpdates.Step(parameter, direction, keep, rate);
        }
    }

    private static bool IsWhitened(ParameterRole role) => role is ParameterRole.Matrix or ParameterRole.Convolution;
}
