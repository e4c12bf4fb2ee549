using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Parameters with a rule with momentum or AdamW, by their role; schedulers that cycle the momentum find it here.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
public abstract class HybridParamGroup<TOptions> : FusedParamGroup<TOptions>, optim.IMomentum where TOptions : HybridOptions
{
    private protected HybridParamGroup(IEnumerable<Parameter> parameters, TOptions options)
        : base(parameters, options)
    {
    }

    private protected HybridParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, TOptions options)
        : base(parameters, options)
    {
    }

    /// <summary>The momentum of this group, not that of AdamW. Schedules may raise it to 1, at which the running mean stands still.</summary>
    public double Momentum
    {
        get => Options.momentum!.Value;
        set => Options.momentum = value;
    }
}
