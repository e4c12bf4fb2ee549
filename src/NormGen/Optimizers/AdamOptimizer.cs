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
        => AdamWUpdates.AdamW(state.Weight, gradient, state.Mean, state.Square, options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.eps!.Value, options.weight_decay!.Value, state.step, options.Direction);
}
