using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What optimizers with betas share: the betas, for schedulers.</summary>
public abstract class BetaOptimizer : FusedOptimizer, optim.IBetas, optim.IMomentum
{
    private protected BetaOptimizer(BetaOptions defaults)
        : base(defaults)
    {
    }

    /// <summary>The betas as given at construction; schedulers that cycle them write the groups' own.</summary>
    public (double, double) Betas
    {
        get => (((BetaOptions)Defaults).beta1!.Value, ((BetaOptions)Defaults).beta2!.Value);
        set => (((BetaOptions)Defaults).beta1, ((BetaOptions)Defaults).beta2) = value;
    }

    /// <summary>The first beta, for schedulers that know momentum only.</summary>
    public double Momentum
    {
        get => Betas.Item1;
        set => Betas = (value, Betas.Item2);
    }
}
