using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Gradient descent with momentum in one sweep a parameter: parameter, gradient and buffer are read once, parameter and buffer written once. <c>torch.optim.SGD(.., fused: true)</c>.
/// </summary>
/// <remarks>
/// Numerics are those of PyTorch's <c>torch.optim.SGD</c>: the decay is part of the gradient, the first step fills the buffer with the gradient, undampened. <c>maximize</c> turns the gradient alone, so the decay stays a decay.
/// Every role is updated alike; roles only make the groups, so that options can differ between them. Streams, tensors read or written per element: five with momentum, three without.
/// </remarks>
public sealed partial class FusedSGD : MomentumOptimizer
{
    /// <summary>SGD over groups, each with its own options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">What is left of the buffer after a step.</param>
    /// <param name="dampening">The part of the gradient that does not enter the buffer.</param>
    /// <param name="weight_decay">Weight decay, as part of the gradient.</param>
    /// <param name="nesterov">Whether the step looks ahead: the gradient plus what the momentum makes of the new buffer. It needs momentum and no dampening.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public FusedSGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize, half = half })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override bool IsOneSweep => true;

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override int SlotsInUse(FusedOptimizerState state, FusedOptimizerOptions options) => ((Options)options).momentum == 0 ? 0 : 1;

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var (s, o) = ((State)state, (Options)options);
        var (lr, momentum, decay) = (o.LearningRate!.Value, o.momentum!.Value, o.weight_decay!.Value);
        if (momentum == 0)
        {
            if (s.Recentred == StreamAxis.Rows) SGDUpdates.PlainOfRows(s.Folded(s.Weight), s.Folded(gradient), lr, decay, o.Direction);
            else if (s.Recentred == StreamAxis.Outputs) SGDUpdates.PlainOfOutputs(s.Folded(s.Weight), s.Folded(gradient), lr, decay, o.Direction);
            else SGDUpdates.Plain(s.Weight, gradient, lr, decay, o.Direction);
            return;
        }

        // An empty buffer takes the whole gradient.
        var dampening = s.momentum_buffer is null ? 0 : o.dampening!.Value;
        var nesterov = o.nesterov == true ? 1 : 0;
        if (s.Recentred == StreamAxis.Rows) SGDUpdates.MomentumOfRows(s.Folded(s.Weight), s.Folded(gradient), s.Folded(s.Buffer), lr, momentum, dampening, decay, nesterov, o.Direction);
        else if (s.Recentred == StreamAxis.Outputs) SGDUpdates.MomentumOfOutputs(s.Folded(s.Weight), s.Folded(gradient), s.Folded(s.Buffer), lr, momentum, dampening, decay, nesterov, o.Direction);
        else SGDUpdates.Momentum(s.Weight, gradient, s.Buffer, lr, momentum, dampening, decay, nesterov, o.Direction);
    }

    internal override bool Recentres(FusedOptimizerState state) => true;
}
