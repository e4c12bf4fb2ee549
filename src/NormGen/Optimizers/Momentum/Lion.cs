using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Lion: steps by a sign, so that every element moves by the learning rate; one number of state an element. <c>torch.optim.Lion</c>.
/// </summary>
/// <remarks>
/// Chen et al., Symbolic Discovery of Optimization Algorithms, 2023, arXiv 2302.06675; order of operations as in the authors' code (google/automl): decay, step, then the running mean.
/// Usual rates are 3 to 10 times smaller than AdamW's and decays as much larger. One sweep: parameter, gradient and mean are read once, parameter and mean written once: five streams an element. Every role is updated alike.
/// </remarks>
public sealed partial class Lion : BetaOptimizer
{
    /// <summary>Lion over groups, each with its own options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">The part of the running mean in the step.</param>
    /// <param name="beta2">Decay of the running mean.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public Lion(IEnumerable<ParamGroup> parameters, double lr = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weight_decay = 0, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, weight_decay = weight_decay, maximize = maximize, half = half })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override bool IsOneSweep => true;

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var (s, o) = ((State)state, (Options)options);
        var (lr, beta1, beta2, decay) = (o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value, o.weight_decay!.Value);
        if (s.Recentred == StreamAxis.Rows) LionUpdates.LionOfRows(s.Folded(s.Weight), s.Folded(gradient), s.Folded(s.Mean), lr, beta1, beta2, decay, o.Direction);
        else if (s.Recentred == StreamAxis.Outputs) LionUpdates.LionOfOutputs(s.Folded(s.Weight), s.Folded(gradient), s.Folded(s.Mean), lr, beta1, beta2, decay, o.Direction);
        else LionUpdates.Lion(s.Weight, gradient, s.Mean, lr, beta1, beta2, decay, o.Direction);
    }

    internal override bool Recentres(FusedOptimizerState state) => true;
}
