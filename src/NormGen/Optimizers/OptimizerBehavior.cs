using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The arguments that all factories of optimizers have beside the method's own.</summary>
public static class OptimizerBehavior
{
    /// <summary>Sets how gradients that are not finite are taken, and when parameters are updated.</summary>
    /// <typeparam name="TOptimizer">The optimizer's type.</typeparam>
    /// <param name="optimizer">A new optimizer. It is disposed where an argument does not fit.</param>
    /// <param name="model">The model of its parameters, for updates inside backward.</param>
    /// <param name="update_in_backward">Whether parameters are updated inside backward, each as soon as its gradient is complete, so that no more than one gradient lives at a time.</param>
    /// <param name="non_finite">What a step does with gradients that are not finite.</param>
    /// <returns>The optimizer.</returns>
    /// <exception cref="ArgumentException">The arguments do not fit each other, the optimizer or the model.</exception>
    public static TOptimizer With<TOptimizer>(this TOptimizer optimizer, nn.Module? model, bool update_in_backward, NonFiniteGradients non_finite)
        where TOptimizer : FusedOptimizer
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        try
        {
            optimizer.NonFinite = non_finite;
            if (update_in_backward) optimizer.UpdateInBackward(model ?? throw new ArgumentNullException(nameof(model)));
            return optimizer;
        }
        catch
        {
            optimizer.Dispose();
            throw;
        }
    }
}
