using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Parameters with options of momentum; schedulers that cycle it find it here.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
public abstract class MomentumParamGroup<TOptions> : FusedParamGroup<TOptions>, optim.IMomentum where TOptions : MomentumOptions
{
    private protected MomentumParamGroup(IEnumerable<Parameter> parameters, TOptions options)
        : base(parameters, options)
    {
    }

    private protected MomentumParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, TOptions options)
        : base(parameters, options)
    {
    }

    /// <summary>The momentum of this group, not that of AdamW. Where it belongs to a running mean, schedules may raise it to 1, at which that stands still.</summary>
    public double Momentum
    {
        get => Options.momentum!.Value;
        set => Options.momentum = value;
    }
}
