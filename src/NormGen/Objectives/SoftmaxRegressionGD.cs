using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Objectives;

/// <summary><see cref="LogisticRegressionGD"/> for several classes: softmax regression by full-batch gradient descent with a large step, normalized by the mean error <c>1 - p(label)</c>.</summary>
/// <remarks>
/// Derived from Tyurin 2024, arXiv 2412.08424, which has two classes: the gradient of sample i by its logits is <c>(p - onehot) / Σ s</c>, <c>s = 1 - p(label)</c>, computed from
/// <c>m = z(label) - log Σ exp z(other)</c> as <c>w = softmax(-softplus(m))</c> over samples times the softmax over the other classes. It stops when the largest logit of every sample is its label's.
/// </remarks>
/// <param name="gamma">The step.</param>
/// <param name="normalized">Whether the step is divided by the mean error.</param>
/// <param name="classes">How many classes there are; null for one more than the largest label.</param>
/// <param name="max_iterations">The most updates.</param>
public sealed class SoftmaxRegressionGD(double gamma = 1, bool normalized = true, int? classes = null, int max_iterations = 100_000) : SeparationTrainer(max_iterations)
{
    private readonly double gamma = StepSize.Checked(gamma);
    private readonly int? classes = classes is null or > 1 ? classes : throw new ArgumentOutOfRangeException(nameof(classes), classes, $"classes is {classes}, but there must be two or more.");

    private protected override int Dimensions => 2;

    /// <summary>Labels <c>[samples, 1]</c>.</summary>
    private protected override Tensor CheckLabels(Tensor labels, Tensor samples)
    {
        if (labels.dtype != ScalarType.Int64) throw new ArgumentException($"labels are of type {labels.dtype}, but classes are int64.", nameof(labels));
        var (least, most) = (labels.min().item<long>(), labels.max().item<long>());
        if (least < 0 || most >= (classes ?? int.MaxValue)) throw new ArgumentException($"labels go from {least} to {most}, but they must be at least 0 and less than {classes ?? int.MaxValue}.", nameof(labels));
        return labels.to(samples.device).unsqueeze(1);
    }

    private protected override long[] Shape(TrainingData data) => [classes ?? Math.Max(2, data.Labels.max().item<long>() + 1), data.Samples.size(1)];

    private protected override Tensor Outputs(TrainingData data, Tensor theta) => data.Samples.mm(theta.t());

    private protected override Tensor Margins(TrainingData data, Tensor outputs)
        => outputs.gather(1, data.Labels).squeeze(1) - outputs.masked_fill(ErrorWeights.IsLabel(outputs, data.Labels), double.NegativeInfinity).amax([1]);

    private protected override Tensor Step(TrainingData data, Tensor outputs, Tensor margins)
    {
        var (soft, others) = ErrorWeights.OfClasses(outputs, data.Labels);
        var weights = (normalized ? ErrorWeights.Shares(soft) : ErrorWeights.Means(soft)) * gamma;
        return (others.neg().masked_fill(ErrorWeights.IsLabel(outputs, data.Labels), 1) * weights.unsqueeze(1)).t().mm(data.Samples);
    }
}
