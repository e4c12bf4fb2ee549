using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Loss and gradient at a point.</summary>
/// <param name="Value">The loss as the closure made it, or as it follows from the outputs.</param>
/// <param name="Outputs">The outputs of the closure, where the loss is taken of them.</param>
/// <param name="Loss">The loss as a number.</param>
/// <param name="Gradient">The gradient, one vector in float64.</param>
/// <param name="GradientNorm">Its dual norm.</param>
internal sealed record NewtonPoint(Tensor Value, Tensor? Outputs, double Loss, Tensor Gradient, double GradientNorm)
{
    /// <summary>Whether there are numbers to go by.</summary>
    public bool IsFinite => double.IsFinite(Loss) && double.IsFinite(GradientNorm);
}
