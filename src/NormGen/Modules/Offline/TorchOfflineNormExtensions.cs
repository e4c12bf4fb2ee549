using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts the norms with statistics over tokens where TorchSharp users look first: <c>torch.nn</c>.</summary>
public static class TorchOfflineNormExtensions
{
    extension(torch.nn)
    {
        /// <summary>PowerNorm, by running mean squares of features; see <see cref="Modules.PowerNorm"/>.</summary>
        /// <param name="num_features">The size of the last dimension.</param>
        /// <param name="eps">Added to the mean square, inside the root.</param>
        /// <param name="alpha_fwd">The weight of the old value in the running mean square.</param>
        /// <param name="alpha_bkw">The weight of the old value in the running statistic of gradients.</param>
        /// <param name="warmup_iters">For how many training steps the batch's own statistic normalizes.</param>
        /// <param name="groups">How many groups the features make for group scaling; 0: no group scaling.</param>
        /// <param name="batch_first">Which layout a padding mask belongs to; null where no mask is used.</param>
        /// <param name="device">Where parameters and buffers live.</param>
        /// <param name="dtype">Their type.</param>
        /// <returns>The module.</returns>
        public static PowerNorm PowerNorm(
            long num_features, double eps = 1e-5, double alpha_fwd = 0.9, double alpha_bkw = 0.9, long warmup_iters = 10000, long groups = 1, bool? batch_first = null, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, alpha_fwd, alpha_bkw, warmup_iters, groups, batch_first, device, dtype);

        /// <summary>PN-V, by the mean squares of features of the batch; see <see cref="Modules.PowerNormV"/>.</summary>
        /// <param name="num_features">The size of the last dimension.</param>
        /// <param name="eps">Added to the mean square, inside the root.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">Their type.</param>
        /// <returns>The module.</returns>
        public static PowerNormV PowerNormV(long num_features, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, device, dtype);

        /// <summary>Unified normalization, by mean squares of features that are smoothed over the last batches; see <see cref="Modules.UnifiedNorm"/>.</summary>
        /// <param name="num_features">The size of the last dimension.</param>
        /// <param name="window_size">How many batches the statistic of forward is smoothed over; 1 for none.</param>
        /// <param name="warmup_iters">Before which training step nothing is smoothed.</param>
        /// <param name="outlier_filtration">Whether batches far from the others of the window are not smoothed.</param>
        /// <param name="eps">Added to the mean square, inside the root.</param>
        /// <param name="momentum">The weight of the old value in running statistics.</param>
        /// <param name="backward_window_size">How many batches the statistic of gradients is smoothed over. Null: as many as in forward.</param>
        /// <param name="keepsRunningVarOfOutliers">Whether a batch that is filtered leaves the running statistic alone.</param>
        /// <param name="batch_first">Which layout a padding mask belongs to; null where no mask is used.</param>
        /// <param name="device">Where parameters and buffers live.</param>
        /// <param name="dtype">Their type.</param>
        /// <returns>The module.</returns>
        public static UnifiedNorm UnifiedNorm(
            long num_features, long window_size = 4, long warmup_iters = 4000, bool outlier_filtration = false, double eps = 1e-5, double momentum = 0.9, long? backward_window_size = null,
            bool keepsRunningVarOfOutliers = false, bool? batch_first = null, Device? device = null, ScalarType? dtype = null)
            => new(num_features, window_size, warmup_iters, outlier_filtration, eps, momentum, backward_window_size, keepsRunningVarOfOutliers, batch_first, device, dtype);
    }
}
