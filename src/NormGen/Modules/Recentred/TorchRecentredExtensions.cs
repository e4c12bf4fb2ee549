using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts the layers of recentred transformers where TorchSharp users look first: <c>torch.nn</c>.</summary>
public static class TorchRecentredExtensions
{
    extension(torch.nn)
    {
        /// <summary>Compressed root mean square norm over the last dimension; see <see cref="Modules.CRMSNorm"/>.</summary>
        /// <param name="normalized_shape">Its size: one less than the width of the model that it stands for.</param>
        /// <param name="eps">Added to the mean square, inside the root.</param>
        /// <returns>The module.</returns>
        public static CRMSNorm CRMSNorm(long normalized_shape, double eps = 1e-5) => new(normalized_shape, eps);

        /// <summary>A linear layer whose every result has mean zero; see <see cref="Modules.LinearZeroMeanOutput"/>.</summary>
        /// <param name="in_features">The size of the input's last dimension.</param>
        /// <param name="out_features">The size of the result's.</param>
        /// <param name="bias">Whether it has a bias.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">Their type.</param>
        /// <returns>The module.</returns>
        public static LinearZeroMeanOutput LinearZeroMeanOutput(long in_features, long out_features, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(in_features, out_features, bias, device, dtype);

        /// <summary>A table of embeddings whose every row has mean zero; see <see cref="Modules.EmbeddingZeroMeanOutput"/>.</summary>
        /// <param name="num_embeddings">How many rows it has.</param>
        /// <param name="embedding_dim">The size of a row.</param>
        /// <param name="padding_idx">A row of zeros that is not trained; negative numbers count from the end. Null: none.</param>
        /// <param name="device">Where the table lives.</param>
        /// <param name="dtype">Its type.</param>
        /// <returns>The module.</returns>
        public static EmbeddingZeroMeanOutput EmbeddingZeroMeanOutput(long num_embeddings, long embedding_dim, long? padding_idx = null, Device? device = null, ScalarType? dtype = null)
            => new(num_embeddings, embedding_dim, padding_idx, device, dtype);
    }
}
