using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts norms for continual learning where TorchSharp users look first: <c>torch.nn</c>.</summary>
public static class TorchContinualNormExtensions
{
    extension(torch.nn)
    {
        /// <summary>Batch norm for continual learning, its statistics balanced over tasks; see <see cref="Modules.AdaB2N2d"/>.</summary>
        /// <param name="num_features">The number of channels.</param>
        /// <param name="num_tasks">The number of tasks there will be.</param>
        /// <param name="kappa">Between a cumulative average of the statistics (0) and the usual exponential one (1).</param>
        /// <param name="eps">Added to the variance, inside the root.</param>
        /// <param name="momentum">The weight of the new value in running statistics, at kappa 1.</param>
        /// <param name="init_weight">What task weights begin with.</param>
        /// <param name="device">Where parameters and buffers live.</param>
        /// <param name="dtype">Their type.</param>
        /// <returns>The module.</returns>
        public static AdaB2N2d AdaB2N2d(
            long num_features, long num_tasks, double kappa = 1, double eps = 1e-5, double momentum = 0.1, double init_weight = 0, Device? device = null, ScalarType? dtype = null)
            => new(num_features, num_tasks, kappa, eps, momentum, init_weight, device, dtype);
    }
}
