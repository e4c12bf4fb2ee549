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

    /// <summary>The momentum of this group.</summary>
    public double Momentum
    {
        get => Options.momentum!.Value;
        set => Options.momentum = value;
    }
}
