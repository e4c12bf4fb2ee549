using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Objectives;

/// <summary>Binary cross entropy of logits with PyTorch's value and a gradient that is divided by the mean error of the batch: <c>dL/dz = -y w</c>, <c>w = softmax(-softplus(y z))</c>. <c>torch.nn.NormalizedBCEWithLogitsLoss</c>.</summary>
/// <remarks>
/// Tyurin 2024, arXiv 2412.08424: gradient descent with it needs a number of steps that does not grow with the number of samples, and unbalanced classes do not slow it down. No work per parameter; pointless with optimizers that take no notice of the
/// size of the gradient.
/// </remarks>
public sealed class NormalizedBCEWithLogitsLoss() : nn.Module<Tensor, Tensor, Tensor>(nameof(NormalizedBCEWithLogitsLoss))
{
    /// <summary>The loss.</summary>
    /// <param name="input">Logits, of any shape.</param>
    /// <param name="target">0 or 1 for each.</param>
    /// <returns>One number.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or there is no logit.</exception>
    public override Tensor forward(Tensor input, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        using var scope = NewDisposeScope();
        return nn.functional.normalized_logistic_loss(input, target.to(input.dtype) * 2 - 1).MoveToOuterDisposeScope();
    }
}
