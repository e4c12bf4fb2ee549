using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What optimizers with a momentum, of all parameters or of some roles, share: the momentum, for schedulers.</summary>
public abstract class MomentumOptimizer : FusedOptimizer, optim.IMomentum
{
    private protected MomentumOptimizer(MomentumOptions defaults)
        : base(defaults)
    {
    }

    /// <summary>The momentum as given at construction; schedulers that cycle it write the groups' own.</summary>
    public double Momentum
    {
        get => ((MomentumOptions)Defaults).momentum!.Value;
        set => ((MomentumOptions)Defaults).momentum = value;
    }
}
