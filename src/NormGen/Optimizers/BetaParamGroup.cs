using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Parameters with options that have betas; schedulers that cycle betas or momentum find them here.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
public abstract class BetaParamGroup<TOptions> : FusedParamGroup<TOptions>, optim.IBetas, optim.IMomentum where TOptions : BetaOptions
{
    private protected BetaParamGroup(IEnumerable<Parameter> parameters, TOptions options)
        : base(parameters, options)
    {
    }

    private protected BetaParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, TOptions options)
        : base(parameters, options)
    {
    }

    /// <summary>The betas of this group.</summary>
    public (double, double) Betas
    {
        get => (Options.beta1!.Value, Options.beta2!.Value);
        set => (Options.beta1, Options.beta2) = value;
    }

    /// <summary>The first beta of this group, for schedulers that know momentum only.</summary>
    /// <remarks>TorchSharp's <c>CyclicLR</c> raises it up to <c>2 · max_momentum - base_momentum</c>; with its own defaults that is 1, which <see cref="FusedOptimizer.step"/> refuses.</remarks>
    public double Momentum
    {
        get => Options.beta1!.Value;
        set => Options.beta1 = value;
    }
}
