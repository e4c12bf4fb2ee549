using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What optimizers with Adam's hyperparameters share: their betas, for schedulers, and AdamW as the rule of roles that have no other.</summary>
public abstract class AdamOptimizer : FusedOptimizer, optim.IBetas, optim.IMomentum
{
    private protected AdamOptimizer(AdamOptions defaults)
        : base(defaults)
    {
    }

    /// <summary>The betas as given at construction; schedulers that cycle them write the groups' own.</summary>
    public (double, double) Betas
    {
        get => (((AdamOptions)Defaults).beta1!.Value, ((AdamOptions)Defaults).beta2!.Value);
        set => (((AdamOptions)Defaults).beta1, ((AdamOptions)Defaults).beta2) = value;
    }

    /// <summary>The first beta, for schedulers that know momentum only.</summary>
    public double Momentum
    {
        get => Betas.Item1;
        set => Betas = (value, Betas.Item2);
    }

    /// <summary>One update by AdamW, in PyTorch's order of operations.</summary>
    private protected static void AdamW(AdamState state, Tensor gradient, AdamOptions options)
        => AdamWUpdates.AdamW(state.Parameter, gradient, state.Mean, state.Square, options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.eps!.Value, options.weight_decay!.Value, state.step, options.Direction);
}
