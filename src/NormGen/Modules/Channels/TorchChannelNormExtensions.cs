using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts the norms over channels where TorchSharp users look first: <c>torch.nn</c>. The names are their own, because <c>torch.nn</c> has members of the plain ones.</summary>
public static class TorchChannelNormExtensions
{
    extension(torch.nn)
    {
        /// <summary>A drop-in for <c>torch.nn.GroupNorm</c>, fused; see <see cref="Modules.FusedGroupNorm"/>.</summary>
        /// <param name="num_groups">How many groups; they divide the channels.</param>
        /// <param name="num_channels">How many channels.</param>
        /// <param name="eps">Added to the variance, inside the root.</param>
        /// <param name="affine">Whether it has a learned gain and offset.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        /// <returns>The module.</returns>
        public static FusedGroupNorm FusedGroupNorm(long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null)
            => new(num_groups, num_channels, eps, affine, device, dtype);

        /// <summary>A drop-in for <c>torch.nn.InstanceNorm1d</c>, fused; see <see cref="Modules.FusedInstanceNorm1d"/>.</summary>
        /// <inheritdoc cref="Modules.FusedInstanceNorm1d(long, double, double, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static FusedInstanceNorm1d FusedInstanceNorm1d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>A drop-in for <c>torch.nn.InstanceNorm2d</c>, fused; see <see cref="Modules.FusedInstanceNorm2d"/>.</summary>
        /// <inheritdoc cref="Modules.FusedInstanceNorm2d(long, double, double, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static FusedInstanceNorm2d FusedInstanceNorm2d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>A drop-in for <c>torch.nn.InstanceNorm3d</c>, fused; see <see cref="Modules.FusedInstanceNorm3d"/>.</summary>
        /// <inheritdoc cref="Modules.FusedInstanceNorm3d(long, double, double, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static FusedInstanceNorm3d FusedInstanceNorm3d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>A drop-in for <c>torch.nn.BatchNorm1d</c>, fused; see <see cref="Modules.FusedBatchNorm1d"/>.</summary>
        /// <inheritdoc cref="Modules.FusedBatchNorm1d(long, double, double?, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static FusedBatchNorm1d FusedBatchNorm1d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>A drop-in for <c>torch.nn.BatchNorm2d</c>, fused; see <see cref="Modules.FusedBatchNorm2d"/>.</summary>
        /// <inheritdoc cref="Modules.FusedBatchNorm2d(long, double, double?, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static FusedBatchNorm2d FusedBatchNorm2d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>A drop-in for <c>torch.nn.BatchNorm3d</c>, fused; see <see cref="Modules.FusedBatchNorm3d"/>.</summary>
        /// <inheritdoc cref="Modules.FusedBatchNorm3d(long, double, double?, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static FusedBatchNorm3d FusedBatchNorm3d(long num_features, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
    }
}
