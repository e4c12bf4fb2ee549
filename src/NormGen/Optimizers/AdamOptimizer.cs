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
        if (state.Recentred == StreamAxis.None) AdamWUpdates.AdamW(state.Weight, gradient, state.Mean, state.Square, lr, beta1, beta2, eps, decay, state.step, options.Direction);
        else Recentred(state, gradient, options);
    }

    /// <summary>The same for what writes a residual stream of mean zero.</summary>
    private static void Recentred(AdamState state, Tensor gradient, AdamOptions options)
    {
        var (lr, beta1, beta2, eps, decay) = (options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.eps!.Value, options.weight_decay!.Value);
        var (weight, slope, mean, square) = (state.Folded(state.Weight), state.Folded(gradient), state.Folded(state.Mean), state.Folded(state.Square));
        if (state.Recentred == StreamAxis.Rows) AdamWUpdates.AdamWOfRows(weight, slope, mean, square, lr, beta1, beta2, eps, decay, state.step, options.Direction);
        else AdamWUpdates.AdamWOfOutputs(weight, slope, mean, square, lr, beta1, beta2, eps, decay, state.step, options.Direction);
    }
}
