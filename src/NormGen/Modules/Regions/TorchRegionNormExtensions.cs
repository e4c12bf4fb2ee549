using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts region normalization where TorchSharp users look first: <c>torch.nn</c> and <c>torch.nn.functional</c>.</summary>
public static class TorchRegionNormExtensions
{
    extension(torch.nn)
    {
        /// <summary>Region normalization by a given mask; see <see cref="Modules.RegionNormB"/>.</summary>
        /// <inheritdoc cref="Modules.RegionNormB(long, double, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static RegionNormB RegionNormB(long num_features, double eps = 1e-5, bool perSample = false, bool maskedBeta = false, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, perSample, maskedBeta, device, dtype);

        /// <summary>Region normalization that finds the regions itself; see <see cref="Modules.RegionNormL"/>.</summary>
        /// <inheritdoc cref="Modules.RegionNormL(long, double, long, double, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static RegionNormL RegionNormL(long num_features, double threshold = 0.8, long kernelSize = 7, double eps = 1e-5, bool perSample = false, Device? device = null, ScalarType? dtype = null)
            => new(num_features, threshold, kernelSize, eps, perSample, device, dtype);
    }

    extension(torch.nn.functional)
    {
        /// <summary>The two regions of a mask, each by its own mean and variance, without gain and offset: <c>(x - mean) / sqrt(var + eps · n / |R|)</c>.</summary>
        /// <param name="input">The feature map <c>[batch, channels, height, width]</c>.</param>
        /// <param name="mask">The mask <c>[batch, 1, height, width]</c>, one in the foreground and zero in the background, Bool or floating-point; of another size, it is resized by nearest neighbour.</param>
        /// <param name="eps">Added to the variance, inside the root, times the number of all pixels by that of the region.</param>
        /// <param name="perSample">Whether a region's statistics are those of each sample, and not of the batch.</param>
        /// <returns>A tensor of the shape of <paramref name="input"/>.</returns>
        /// <exception cref="ArgumentException">Input or mask have another shape or type.</exception>
        public static Tensor region_norm(Tensor input, Tensor mask, double eps = 1e-5, bool perSample = false)
        {
            NormArguments.CheckEps(eps);
            RegionArguments.CheckMask(mask);
            RegionArguments.CheckPair(input, mask, nameof(input));
            NormArguments.CheckType(input, null, nameof(region_norm));
            using var scope = NewDisposeScope();
            return HalfInputs.Apply(input, x => Normalize(x, RegionArguments.Resized(mask, x))).MoveToOuterDisposeScope();

            Tensor Normalize(Tensor x, Tensor fitting) => perSample ? RegionNorms.RegionNormPerSample(x, fitting, 0.5, eps) : RegionNorms.RegionNorm(x, fitting, 0.5, eps);
        }
    }
}
