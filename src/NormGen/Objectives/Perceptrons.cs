using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Objectives;

/// <summary>The batch perceptron: the limit of <see cref="LogisticRegressionGD"/> for ever larger steps, in units of the step.</summary>
/// <remarks>
/// With S the samples that have no margin above zero: <c>θ = θ + Σ(S) y a / |S|</c> where it is normalized, else <c>θ = θ + Σ(S) y a / n</c>, of which the first update from zero has half: there every error is one half.
/// Tyurin 2024, arXiv 2412.08424.
/// </remarks>
/// <param name="normalized">Whether the sum is divided by the number of its samples, not of all.</param>
/// <param name="max_iterations">The most updates.</param>
public sealed class BatchPerceptron(bool normalized = true, int max_iterations = 100_000) : BinaryTrainer(max_iterations)
{
    private protected override Tensor Weights(Tensor margins)
    {
        var wrong = margins.le(0).to(margins.dtype);
        if (normalized) return wrong / wrong.sum().clamp_min(1);
        return wrong / (margins.eq(0).all().item<bool>() ? 2.0 * margins.size(0) : margins.size(0));
    }
}

/// <summary>Rosenblatt's perceptron: the first sample that has no margin above zero is added, <c>θ = θ + y a</c>.</summary>
/// <param name="max_iterations">The most updates.</param>
public sealed class Perceptron(int max_iterations = 100_000) : BinaryTrainer(max_iterations)
{
    private protected override Tensor Weights(Tensor margins)
    {
        var wrong = margins.le(0).to(ScalarType.Int32);
        return (wrong * wrong.cumsum(0).eq(1)).to(margins.dtype);
    }
}
