using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Objectives;

/// <summary>A trainer of two classes, +1 and -1: margins <c>y · aᵀθ</c>, steps that are sums of <c>w y a</c>.</summary>
public abstract class BinaryTrainer : SeparationTrainer
{
    private protected BinaryTrainer(int max_iterations)
        : base(max_iterations)
    {
    }

    private protected override int Dimensions => 1;

    private protected override Tensor CheckLabels(Tensor labels, Tensor samples)
        => labels.dtype != ScalarType.Bool && labels.abs().eq(1).all().item<bool>() ? labels.to(samples.dtype).to(samples.device) : throw new ArgumentException("labels must be +1 and -1.", nameof(labels));

    private protected override long[] Shape(TrainingData data) => [data.Samples.size(1)];

    private protected override Tensor Outputs(TrainingData data, Tensor theta) => data.Samples.mv(theta);

    private protected override Tensor Margins(TrainingData data, Tensor outputs) => outputs * data.Labels;

    private protected override Tensor Step(TrainingData data, Tensor outputs, Tensor margins) => Sum(data, Weights(margins));

    /// <summary>The weight of each sample in the step.</summary>
    private protected abstract Tensor Weights(Tensor margins);

    /// <summary><c>Σ w y a</c></summary>
    private protected static Tensor Sum(TrainingData data, Tensor weights) => data.Samples.t().mv(weights * data.Labels);
}
