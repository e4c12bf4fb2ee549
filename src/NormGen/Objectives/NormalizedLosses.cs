using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Objectives;

/// <summary>Losses with the ordinary value and a gradient that is divided by the mean error of the batch.</summary>
/// <remarks>Tyurin 2024, arXiv 2412.08424, for a network with logits in the place of a linear model.</remarks>
internal static class NormalizedLosses
{
    /// <summary>Of margins <c>[samples]</c>: value <c>mean log(1 + exp(-m))</c>, gradient <c>-w</c> with <c>w = softmax(-softplus(m))</c>.</summary>
    public static Tensor Logistic(Tensor margins)
    {
        using var scope = NewDisposeScope();
        var flat = margins.reshape(-1);
        var detached = flat.detach();
        return With(ErrorWeights.Loss(detached), flat.neg().dot(ErrorWeights.Shares(detached))).MoveToOuterDisposeScope();
    }

    /// <summary>Of logits <c>[samples, classes]</c>: value the mean cross entropy, gradient <c>(p - onehot) / Σ s</c> with <c>s = 1 - p(label)</c>.</summary>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var detached = logits.detach();
        var column = labels.unsqueeze(1);
        var (margins, others) = ErrorWeights.OfClasses(detached, column);
        var gradient = others.masked_fill(ErrorWeights.IsLabel(detached, column), -1) * ErrorWeights.Shares(margins).unsqueeze(1);
        return With(ErrorWeights.Loss(margins), (logits * gradient).sum()).MoveToOuterDisposeScope();
    }

    /// <summary>A value with the gradient of another, whose own value cancels exactly.</summary>
    private static Tensor With(Tensor value, Tensor gradient) => value + (gradient - gradient.detach());
}
