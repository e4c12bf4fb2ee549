using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Multi-normalized gradient descent: the gradient of a matrix is normalized by several norms in turn and needs no state; AdamW for the other roles. With rows and columns (the default) it is SinkGD.
/// <c>torch.optim.MNGD</c>, <c>torch.optim.SinkGD</c>.
/// </summary>
/// <remarks>
/// Scetbon, Ma, Gong and Meeds, Gradient Multi-Normalization for Stateless and Scalable LLM Training, 2025, arXiv 2502.06742. No official code could be obtained: decay, rates and the rule of the other roles are those of later
/// implementations that follow the paper.
/// <list type="bullet">
/// <item><see cref="ParameterRole.Matrix"/>, <see cref="ParameterRole.Convolution"/>: <c>p = p · (1 - lr · weight_decay) - lr · matrix_lr_scale · x</c>, where x is the gradient <c>[out, rest]</c> after <c>passes</c> times the <c>norms</c>; no state.</item>
/// <item>All others: AdamW at <c>lr</c>; two numbers a weight.</item>
/// </list>
/// Rows and columns read the gradient once a pass and once more, and allocate two vectors: <c>passes + 3</c> streams an element, all others have AdamW's seven. Other lists work on one temporary of the matrix's size, and <see cref="GradientNorm.Spectral"/> takes a singular value decomposition.
/// <para>The step does not depend on the size of the gradient, nor (with rows and columns) on that of any row or column: clipping and loss scaling do nothing to matrices. The decay is <c>1 / matrix_lr_scale</c> times stronger, relative to the step, than AdamW's.</para>
/// </remarks>
public sealed partial class MNGD : AdamOptimizer
{
    /// <summary>Multi-normalized gradient descent over groups, each with its own role and options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="norms">The norms that the gradient of a matrix is normalized by, in order; null for rows, then columns.</param>
    /// <param name="passes">How often the list of norms is gone through.</param>
    /// <param name="matrix_lr_scale">The learning rate of matrices as a multiple of the other parameters'.</param>
    /// <param name="weight_decay">Decoupled weight decay, of every role: <c>lr · weight_decay</c>, whatever the scale.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public MNGD(IEnumerable<ParamGroup> parameters, double lr = 0.02, IReadOnlyList<GradientNorm>? norms = null, int passes = 5, double matrix_lr_scale = 0.05, double weight_decay = 0, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, norms = norms is null ? RowsAndColumns : [.. norms], passes = passes, matrix_lr_scale = matrix_lr_scale, weight_decay = weight_decay, beta1 = beta1, beta2 = beta2, eps = eps, maximize = maximize, half = half })
        => AddGroups(parameters);

    /// <summary>The norms of SinkGD.</summary>
    internal static IReadOnlyList<GradientNorm> RowsAndColumns { get; } = [GradientNorm.Row, GradientNorm.Column];

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var o = (Options)options;
        if (!IsNormalized(state.Role))
        {
            AdamW((State)state, gradient, o);
            return;
        }

        var (lr, passes, norms) = (o.LearningRate!.Value, o.passes!.Value, o.norms!);
        var (keep, rate) = (1 - lr * o.weight_decay!.Value, lr * o.matrix_lr_scale!.Value * o.Direction);
        if (norms.SequenceEqual(RowsAndColumns))
        {
            SinkhornUpdates.Run(passes, state.Weight, gradient, keep, rate, MultiNormalization.Floor);
            return;
        }

        using var direction = MultiNormalization.Normalize(gradient, norms, passes);
        ProjectionUpdates.Step(state.Weight, direction, keep, rate);
    }

    private static bool IsNormalized(ParameterRole role) => role is ParameterRole.Matrix or ParameterRole.Convolution;
}
