using NormGen.Weights;
using TorchSharp;
using TorchSharp.Modules;

namespace NormGen;

/// <summary>Puts weight-normalized low-rank layers where TorchSharp users look first: <c>torch.nn</c>.</summary>
public static class TorchWeightNormLoraExtensions
{
    extension(torch.nn)
    {
        /// <summary>Wraps a linear layer: its weight is frozen and trained through thin factors and a magnitude a row; see <see cref="Weights.WeightNormLoraLinear"/>.</summary>
        /// <param name="layer">The layer.</param>
        /// <param name="rank">The smaller side of the factors.</param>
        /// <param name="alpha">The factors' product counts by <c>alpha / rank</c>.</param>
        /// <param name="detach_norm">Whether backward takes the norms of V for constants, the usual choice.</param>
        /// <returns>The module.</returns>
        public static WeightNormLoraLinear WeightNormLoraLinear(Linear layer, int rank = 8, double alpha = 16, bool detach_norm = true) => new(layer, rank, alpha, detach_norm);
    }
}
