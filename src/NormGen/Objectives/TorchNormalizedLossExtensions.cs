using NormGen.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts losses with normalized gradients where TorchSharp users look first: <c>torch.nn</c> and <c>torch.nn.functional</c>.</summary>
public static class TorchNormalizedLossExtensions
{
    extension(nn)
    {
        /// <inheritdoc cref="Objectives.NormalizedBCEWithLogitsLoss"/>
        /// <returns>The loss.</returns>
        public static NormalizedBCEWithLogitsLoss NormalizedBCEWithLogitsLoss() => new();
    }

    extension(nn.functional)
    {
        /// <summary>The mean logistic loss <c>log(1 + exp(-y z))</c>, whose gradient is divided by the mean error: <c>dL/dz = -y w</c>, <c>w = softmax(-softplus(y z))</c> over all logits.</summary>
        /// <param name="logit">Logits z, of any shape.</param>
        /// <param name="y">+1 or -1 for each.</param>
        /// <returns>One number.</returns>
        /// <exception cref="ArgumentException">Shapes differ, or there is no logit.</exception>
        /// <remarks>Tyurin 2024, arXiv 2412.08424.</remarks>
        public static Tensor normalized_logistic_loss(Tensor logit, Tensor y)
        {
            ArgumentNullException.ThrowIfNull(logit);
            ArgumentNullException.ThrowIfNull(y);
            if (!logit.shape.SequenceEqual(y.shape) || logit.numel() == 0) throw new ArgumentException($"logit has shape [{string.Join(", ", logit.shape)}], y [{string.Join(", ", y.shape)}]; they must be the same and not empty.", nameof(y));
            using var scope = NewDisposeScope();
            return NormalizedLosses.Logistic(logit * y.to(logit.dtype)).MoveToOuterDisposeScope();
        }

        /// <summary>The mean cross entropy, whose gradient is divided by the mean error: <c>dL/dz = (p - onehot) / Σ s</c>, <c>s = 1 - p(label)</c>.</summary>
        /// <param name="logits">Logits <c>[samples, classes]</c>.</param>
        /// <param name="labels">The class of each sample, int64 <c>[samples]</c>.</param>
        /// <returns>One number.</returns>
        /// <exception cref="ArgumentException">Shapes or types do not fit, or there is no sample.</exception>
        /// <remarks>Derived from Tyurin 2024, arXiv 2412.08424, for several classes.</remarks>
        public static Tensor normalized_cross_entropy(Tensor logits, Tensor labels)
        {
            ArgumentNullException.ThrowIfNull(logits);
            ArgumentNullException.ThrowIfNull(labels);
            if (logits.ndim != 2 || logits.size(0) == 0 || logits.size(1) < 2) throw new ArgumentException($"logits have shape [{string.Join(", ", logits.shape)}], but they must be [samples, classes], at least one sample and two classes.", nameof(logits));
            if (labels.ndim != 1 || labels.size(0) != logits.size(0) || labels.dtype != ScalarType.Int64) throw new ArgumentException($"labels have shape [{string.Join(", ", labels.shape)}] and type {labels.dtype}, but the {logits.size(0)} samples need int64 [{logits.size(0)}].", nameof(labels));
            return NormalizedLosses.CrossEntropy(logits, labels);
        }
    }
}
