using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// SCALE: plain gradient descent with the gradient normalized per output unit, momentum on the output head alone, and AdamW for vectors. Its state is a small part of AdamW's.
/// </summary>
/// <remarks>
/// Glentis, Li, Han and Hong, A Minimalist Optimizer Design for LLM Pretraining, 2025, arXiv 2506.16659; numerics as in the authors' code.
/// <list type="bullet">
/// <item><see cref="ParameterRole.Matrix"/>, <see cref="ParameterRole.Convolution"/>: each row of the gradient (one output unit) divided by its root mean square; no state, three streams (parameter and gradient read, parameter written; the second sweep over a row finds it in the cache).</item>
/// <item><see cref="ParameterRole.Embedding"/>: each column (one feature, over all entries) divided by its root mean square; no state, four streams: all rows of the gradient are read before the first is used.</item>
/// <item><see cref="ParameterRole.Head"/>: a running mean of the gradient first, then as a matrix; one number a weight, five streams.</item>
/// <item><see cref="ParameterRole.Vector"/>, <see cref="ParameterRole.Scalar"/>: AdamW at the rate <c>adam_lr · lr / (lr given at construction)</c>; two numbers a weight, seven streams.</item>
/// </list>
/// Roles come from <see cref="OptimizerAttribute"/> (decided from the data flow at compile time), from module types (the constructor that takes a model), from the caller, or from shapes alone:
/// <c>parameters()</c> and <c>named_parameters()</c> have no head and no embedding, so nothing but vectors gets momentum. Updates are invariant to the size of the gradient except through the momentum of head and vectors.
/// </remarks>
public sealed partial class SCALE : MomentumOptimizer
{
    /// <summary>Below this root mean square a row or column is divided by it, so that zeros stay zeros. A constant in the authors' code as well.</summary>
    internal const double Floor = 1e-8;

    /// <summary>SCALE over a model: roles from module types, see <see cref="ParameterRoles.FromModel"/>.</summary>
    /// <param name="model">The model, its submodules registered.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">Decay of the head's running mean.</param>
    /// <param name="weight_decay">Decoupled weight decay, of every role.</param>
    /// <param name="adam_lr">Learning rate of vectors; null for <paramref name="lr"/>. Schedules act on it in proportion.</param>
    /// <param name="beta1">Decay of the vectors' first moment.</param>
    /// <param name="beta2">Decay of the vectors' second moment.</param>
    /// <param name="eps">Added to the root of the vectors' second moment.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public SCALE(nn.Module model, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
        : this(ParameterRoles.FromModel(model), lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize, half)
    {
    }

    /// <summary>SCALE over parameters with the roles given here; one group a role, in order of first appearance.</summary>
    /// <param name="parameters">Role, name (for messages) and parameter.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">Decay of the head's running mean.</param>
    /// <param name="weight_decay">Decoupled weight decay, of every role.</param>
    /// <param name="adam_lr">Learning rate of vectors; null for <paramref name="lr"/>. Schedules act on it in proportion.</param>
    /// <param name="beta1">Decay of the vectors' first moment.</param>
    /// <param name="beta2">Decay of the vectors' second moment.</param>
    /// <param name="eps">Added to the root of the vectors' second moment.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public SCALE(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
        : this(RoleGroups.Scale(parameters), lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize, half)
    {
    }

    /// <summary>SCALE over <c>named_parameters()</c>: roles from shapes (vector, matrix, convolution).</summary>
    /// <param name="parameters">Name (for messages) and parameter.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">Decay of the head's running mean.</param>
    /// <param name="weight_decay">Decoupled weight decay, of every role.</param>
    /// <param name="adam_lr">Learning rate of vectors; null for <paramref name="lr"/>. Schedules act on it in proportion.</param>
    /// <param name="beta1">Decay of the vectors' first moment.</param>
    /// <param name="beta2">Decay of the vectors' second moment.</param>
    /// <param name="eps">Added to the root of the vectors' second moment.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public SCALE(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
        : this([new ParamGroup([.. parameters ?? throw new ArgumentNullException(nameof(parameters))], new Options())], lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize, half)
    {
    }

    /// <summary>SCALE over <c>parameters()</c>: roles from shapes (vector, matrix, convolution).</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">Decay of the head's running mean.</param>
    /// <param name="weight_decay">Decoupled weight decay, of every role.</param>
    /// <param name="adam_lr">Learning rate of vectors; null for <paramref name="lr"/>. Schedules act on it in proportion.</param>
    /// <param name="beta1">Decay of the vectors' first moment.</param>
    /// <param name="beta2">Decay of the vectors' second moment.</param>
    /// <param name="eps">Added to the root of the vectors' second moment.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public SCALE(IEnumerable<Parameter> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
        : this([new ParamGroup(parameters)], lr, momentum, weight_decay, adam_lr, beta1, beta2, eps, maximize, half)
    {
    }

    /// <summary>SCALE over groups, each with its own role and options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">Decay of the head's running mean.</param>
    /// <param name="weight_decay">Decoupled weight decay, of every role.</param>
    /// <param name="adam_lr">Learning rate of vectors; null for <paramref name="lr"/>. Schedules act on it in proportion.</param>
    /// <param name="beta1">Decay of the vectors' first moment.</param>
    /// <param name="beta2">Decay of the vectors' second moment.</param>
    /// <param name="eps">Added to the root of the vectors' second moment.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public SCALE(IEnumerable<ParamGroup> parameters, double lr = 1e-4, double momentum = 0.9, double weight_decay = 0, double? adam_lr = null, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, momentum = momentum, weight_decay = weight_decay, adam_lr = adam_lr, beta1 = beta1, beta2 = beta2, eps = eps, maximize = maximize, half = half })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override bool IsOneSweep => true;

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var o = (Options)options;
        var (lr, decay, direction) = (o.LearningRate!.Value, o.weight_decay!.Value, o.Direction);
        switch (state.Role)
        {
            case ParameterRole.Embedding: ScaleUpdates.Embedding(state.Weight, gradient, lr, decay, Floor, direction); break;
            case ParameterRole.Head: ScaleUpdates.Head(state.Weight, gradient, ((State)state).First, lr, o.momentum!.Value, decay, Floor, direction); break;
            case ParameterRole.Vector or ParameterRole.Scalar:
                var moments = (State)state;
                ScaleUpdates.Vector(state.Weight, gradient, moments.First, moments.Second, o.AdamRate, o.beta1!.Value, o.beta2!.Value, o.eps!.Value, decay, state.step, direction);
                break;
            default: ScaleUpdates.Matrix(state.Weight, gradient, lr, decay, Floor, direction); break;
        }
    }
}
