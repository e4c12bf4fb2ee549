using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts EvoNorm where TorchSharp users look first: <c>torch.nn</c>.</summary>
public static class TorchEvoNormExtensions
{
    extension(torch.nn)
    {
        /// <summary>EvoNorm-B0: norm and activation in one, with the variance of the batch; see <see cref="Modules.EvoNorm2dB0"/>.</summary>
        /// <inheritdoc cref="Modules.EvoNorm2dB0(long, double, double, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static EvoNorm2dB0 EvoNorm2dB0(long num_features, double eps = 1e-5, double momentum = 0.1, bool nonlinearity = true, bool runningVarUnbiased = false, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, nonlinearity, runningVarUnbiased, device, dtype);

        /// <summary>EvoNorm-B1: norm and activation in one, with the variance of the batch; see <see cref="Modules.EvoNorm2dB1"/>.</summary>
        /// <inheritdoc cref="Modules.EvoNorm2dB1(long, double, double, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static EvoNorm2dB1 EvoNorm2dB1(long num_features, double eps = 1e-5, double momentum = 0.1, bool nonlinearity = true, bool runningVarUnbiased = false, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, nonlinearity, runningVarUnbiased, device, dtype);

        /// <summary>EvoNorm-B2: norm and activation in one, with the variance of the batch; see <see cref="Modules.EvoNorm2dB2"/>.</summary>
        /// <inheritdoc cref="Modules.EvoNorm2dB2(long, double, double, bool, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static EvoNorm2dB2 EvoNorm2dB2(long num_features, double eps = 1e-5, double momentum = 0.1, bool nonlinearity = true, bool runningVarUnbiased = false, Device? device = null, ScalarType? dtype = null)
            => new(num_features, eps, momentum, nonlinearity, runningVarUnbiased, device, dtype);

        /// <summary>EvoNorm-S0: norm and activation in one, with moments of a group of channels of one sample; see <see cref="Modules.EvoNorm2dS0"/>.</summary>
        /// <inheritdoc cref="Modules.EvoNorm2dS0(long, long, double, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static EvoNorm2dS0 EvoNorm2dS0(long num_features, long groups = 32, double eps = 1e-5, bool nonlinearity = true, Device? device = null, ScalarType? dtype = null)
            => new(num_features, groups, eps, nonlinearity, device, dtype);

        /// <summary>EvoNorm-S1: norm and activation in one, with moments of a group of channels of one sample; see <see cref="Modules.EvoNorm2dS1"/>.</summary>
        /// <inheritdoc cref="Modules.EvoNorm2dS1(long, long, double, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static EvoNorm2dS1 EvoNorm2dS1(long num_features, long groups = 32, double eps = 1e-5, bool nonlinearity = true, Device? device = null, ScalarType? dtype = null)
            => new(num_features, groups, eps, nonlinearity, device, dtype);

        /// <summary>EvoNorm-S2: norm and activation in one, with moments of a group of channels of one sample; see <see cref="Modules.EvoNorm2dS2"/>.</summary>
        /// <inheritdoc cref="Modules.EvoNorm2dS2(long, long, double, bool, Device?, ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static EvoNorm2dS2 EvoNorm2dS2(long num_features, long groups = 32, double eps = 1e-5, bool nonlinearity = true, Device? device = null, ScalarType? dtype = null)
            => new(num_features, groups, eps, nonlinearity, device, dtype);
    }
}
