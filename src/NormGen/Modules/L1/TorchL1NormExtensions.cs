using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts L1 norms where TorchSharp users look first: <c>torch.nn</c>.</summary>
public static class TorchL1NormExtensions
{
    extension(torch.nn)
    {
        /// <summary>L1 norm over the last dimension; see <see cref="Modules.L1LayerNorm"/>.</summary>
        /// <inheritdoc cref="Modules.L1LayerNorm(long, double, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static L1LayerNorm L1LayerNorm(long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool matchL2 = false, Device? device = null, ScalarType? dtype = null)
            => new(normalized_shape, eps, elementwise_affine, matchL2, device, dtype);

        /// <summary>L1 norm of rows or sequences over the batch; see <see cref="Modules.L1BatchNorm1d"/>.</summary>
        /// <inheritdoc cref="Modules.L1BatchNorm1d(long, double, double, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static L1BatchNorm1d L1BatchNorm1d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool matchL2 = false, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, affine, matchL2, device, dtype);

        /// <summary>L1 norm of images over the batch; see <see cref="Modules.L1BatchNorm2d"/>.</summary>
        /// <inheritdoc cref="Modules.L1BatchNorm2d(long, double, double, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static L1BatchNorm2d L1BatchNorm2d(long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool matchL2 = false, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, affine, matchL2, device, dtype);

        /// <summary>A norm whose input, result and gradients are rounded to few bits; see <see cref="Modules.FullyQuantized"/>.</summary>
        /// <inheritdoc cref="Modules.FullyQuantized(nn.Module{Tensor, Tensor}, int, int, long)" path="/param"/>
        /// <returns>The module.</returns>
        public static FullyQuantized FullyQuantized(nn.Module<Tensor, Tensor> norm, int activationBits = 8, int gradientBits = 8, long seed = 0)
            => new(norm, activationBits, gradientBits, seed);
    }
}
