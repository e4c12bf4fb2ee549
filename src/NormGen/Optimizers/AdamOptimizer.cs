using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What optimizers with Adam's hyperparameters share: AdamW as the rule of roles that have no other.</summary>
public abstract class AdamOptimizer : BetaOptimizer
{
    private protected AdamOptimizer(AdamOptions defaults)
        : base(defaults)
    {
    }

    /// <summary>One update by AdamW, in PyTorch's order of operations.</summary>
    private protected static void AdamW(AdamState state, Tensor gradient, AdamOptions options)
    {
        var (lr, beta1, beta2, eps, decay) = (options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.eps!.Value, options.weight_decay!.Value);
        AdamWUpdates.AdamW(state.Weight, gradient, state.Mean, state.Square, lr, beta1, beta2, eps, decay, state.step, options.Direction);
    }
}
