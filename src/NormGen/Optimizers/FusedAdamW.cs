using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// AdamW in one sweep a parameter: parameter, gradient and both moments are read once and written once, with no temporary. <c>torch.optim.AdamW(.., fused: true)</c>.
/// </summary>
/// <remarks>
/// Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, arXiv 1711.05101. Numerics and defaults are PyTorch's: decay first, eps after the bias-corrected root,
/// <c>weight_decay</c> 1e-2 (TorchSharp's own AdamW has 0). Every role is updated alike; roles only make the groups, so that options can differ between them
/// (for example no decay on vectors). Streams, tensors read or written per element: seven, nine with amsgrad.
/// </remarks>
public sealed partial class FusedAdamW : AdamOptimizer
{
    /// <summary>AdamW in one sweep a parameter over a model: all its parameters, tied ones once, one group a role. AdamW updates every role alike.</summary>
    /// <param name="model">The model, its submodules registered.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="weight_decay">Decoupled weight decay; PyTorch's default, where TorchSharp's own AdamW has 0.</param>
    /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public FusedAdamW(nn.Module model, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, HalfUpdate half = default)
        : this(ParameterRoles.FromModel(model), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, half)
    {
    }

    /// <summary>AdamW in one sweep a parameter over parameters with the roles given here; one group a role, in order of first appearance.</summary>
    /// <param name="parameters">Role, name (for messages) and parameter.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="weight_decay">Decoupled weight decay; PyTorch's default, where TorchSharp's own AdamW has 0.</param>
    /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public FusedAdamW(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, HalfUpdate half = default)
        : this(RoleGroups.AdamW(parameters, null), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, half)
    {
    }

    /// <summary>AdamW in one sweep a parameter over <c>named_parameters()</c>, in one group.</summary>
    /// <param name="parameters">Name (for messages) and parameter.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="weight_decay">Decoupled weight decay; PyTorch's default, where TorchSharp's own AdamW has 0.</param>
    /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public FusedAdamW(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, HalfUpdate half = default)
        : this([new ParamGroup([.. parameters ?? throw new ArgumentNullException(nameof(parameters))], new Options())], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, half)
    {
    }

    /// <summary>AdamW in one sweep a parameter over <c>parameters()</c>, in one group.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="weight_decay">Decoupled weight decay; PyTorch's default, where TorchSharp's own AdamW has 0.</param>
    /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public FusedAdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, HalfUpdate half = default)
        : this([new ParamGroup(parameters)], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, half)
    {
    }

    /// <summary>AdamW in one sweep a parameter over groups, each with its own options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="eps">Added to the bias-corrected root.</param>
    /// <param name="weight_decay">Decoupled weight decay; PyTorch's default, where TorchSharp's own AdamW has 0.</param>
    /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public FusedAdamW(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize, half = half })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override bool IsOneSweep => true;

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override int SlotsInUse(FusedOptimizerState state, FusedOptimizerOptions options) => ((Options)options).amsgrad == true ? 3 : 2;

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var (s, o) = ((State)state, (Options)options);
        if (o.amsgrad == true) AmsGrad(s, gradient, o);
        else AdamW(s, gradient, o);
    }

    internal override bool Recentres(FusedOptimizerState state) => true;

    private static void AmsGrad(State state, Tensor gradient, Options options)
    {
        var (lr, beta1, beta2, eps, decay) = (options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.eps!.Value, options.weight_decay!.Value);
        var (weight, slope, mean, square, largest) = (state.Folded(state.Weight), state.Folded(gradient), state.Folded(state.Mean), state.Folded(state.Square), state.Folded(state.Largest));
        switch (state.Recentred)
        {
            case StreamAxis.Rows: AdamWUpdates.AmsGradOfRows(weight, slope, mean, square, largest, lr, beta1, beta2, eps, decay, state.step, options.Direction); break;
            case StreamAxis.Outputs: AdamWUpdates.AmsGradOfOutputs(weight, slope, mean, square, largest, lr, beta1, beta2, eps, decay, state.step, options.Direction); break;
            default: AdamWUpdates.AmsGrad(weight, slope, mean, square, largest, lr, beta1, beta2, eps, decay, state.step, options.Direction); break;
        }
    }
}
