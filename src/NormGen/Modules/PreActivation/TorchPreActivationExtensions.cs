using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts norms with their nonlinearity where TorchSharp users look first: <c>torch.nn</c>.</summary>
public static class TorchPreActivationExtensions
{
    extension(torch.nn)
    {
        /// <summary>ReLU behind a norm over the last dimension, fused; see <see cref="Modules.NormalizedReLU"/>.</summary>
        /// <param name="features">Its size.</param>
        /// <param name="norm">Which norm.</param>
        /// <param name="eps">Added to the variance or the mean square, inside the root.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        /// <returns>The module.</returns>
        public static NormalizedReLU NormalizedReLU(long features, PreActivationNorm norm = PreActivationNorm.LayerNorm, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
            => new(features, norm, eps, device, dtype);
    }
}
