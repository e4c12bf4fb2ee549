using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What optimizers with momentum for some roles and AdamW for the others share: the momentum, for schedulers.</summary>
public abstract class HybridOptimizer : FusedOptimizer, optim.IMomentum
{
    private protected HybridOptimizer(HybridOptions defaults)
        : base(defaults)
    {
    }

    /// <summary>The momentum as given at construction; schedulers that cycle it write the groups' own.</summary>
    public double Momentum
    {
        get => ((HybridOptions)Defaults).momentum!.Value;
        set => ((HybridOptions)Defaults).momentum = value;
    }
}
