using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts the norms where TorchSharp users look first: <c>torch.nn</c> and <c>torch.nn.functional</c>.</summary>
public static class TorchNormExtensions
{
    extension(torch.nn)
    {
        /// <summary>Root mean square norm over the last dimension; see <see cref="Modules.RMSNorm"/>.</summary>
        /// <param name="normalized_shape">Its size.</param>
        /// <param name="eps">Added to the mean square, inside the root. <c>null</c>: the machine epsilon of the input's type.</param>
        /// <param name="elementwise_affine">Whether it has a learned gain, initialized to one.</param>
        /// <param name="device">Where the gain lives.</param>
        /// <param name="dtype">The gain's type.</param>
        /// <returns>The module.</returns>
        public static RMSNorm RMSNorm(long normalized_shape, double? eps = null, bool elementwise_affine = true, Device? device = null, ScalarType? dtype = null)
            => new(normalized_shape, eps, elementwise_affine, device, dtype);

        /// <summary>Root mean square norm over the last dimensions together; see <see cref="Modules.RMSNorm"/>.</summary>
        /// <param name="normalized_shape">Their sizes.</param>
        /// <param name="eps">Added to the mean square, inside the root. <c>null</c>: the machine epsilon of the input's type.</param>
        /// <param name="elementwise_affine">Whether it has a learned gain, initialized to one.</param>
        /// <param name="device">Where the gain lives.</param>
        /// <param name="dtype">The gain's type.</param>
        /// <returns>The module.</returns>
        public static RMSNorm RMSNorm(long[] normalized_shape, double? eps = null, bool elementwise_affine = true, Device? device = null, ScalarType? dtype = null)
            => new(normalized_shape, eps, elementwise_affine, device, dtype);

        /// <summary>A drop-in for <c>torch.nn.LayerNorm</c> over the last dimension, fused; see <see cref="Modules.FusedLayerNorm"/>.</summary>
        /// <param name="normalized_shape">Its size.</param>
        /// <param name="eps">Added to the variance, inside the root.</param>
        /// <param name="elementwise_affine">Whether it has a learned gain, initialized to one.</param>
        /// <param name="bias">Whether it has, beside the gain, a learned offset, initialized to zero.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        /// <returns>The module.</returns>
        public static FusedLayerNorm FusedLayerNorm(long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        /// <summary>A drop-in for <c>torch.nn.LayerNorm</c> over the last dimensions together, fused; see <see cref="Modules.FusedLayerNorm"/>.</summary>
        /// <param name="normalized_shape">Their sizes.</param>
        /// <param name="eps">Added to the variance, inside the root.</param>
        /// <param name="elementwise_affine">Whether it has a learned gain, initialized to one.</param>
        /// <param name="bias">Whether it has, beside the gain, a learned offset, initialized to zero.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        /// <returns>The module.</returns>
        public static FusedLayerNorm FusedLayerNorm(long[] normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
            => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);
    }

    extension(torch.nn.functional)
    {
        /// <summary>Root mean square norm with the gain given by the caller; <c>torch.nn.functional.rms_norm</c> of PyTorch.</summary>
        /// <param name="input">The input <c>[.., normalized_shape]</c>.</param>
        /// <param name="normalized_shape">The sizes of the last dimensions, normalized together.</param>
        /// <param name="weight">The gain, of shape <paramref name="normalized_shape"/>, or null.</param>
        /// <param name="eps">Added to the mean square, inside the root. <c>null</c>: the machine epsilon of the input's type.</param>
        /// <returns>A tensor of the shape of <paramref name="input"/>.</returns>
        public static Tensor rms_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, double? eps = null)
        {
            normalized_shape = NormArguments.CheckShape(normalized_shape);
            if (eps is { } value) NormArguments.CheckEps(value);
            NormArguments.CheckAffine(weight, normalized_shape, nameof(weight));
            NormArguments.CheckInput(input, normalized_shape, weight, nameof(rms_norm));
            return NormRows.RMSNorm(input, normalized_shape.Length, weight, eps ?? NormArguments.MachineEpsilon(input.dtype));
        }

        /// <summary>Layer norm with gain and offset given by the caller, fused; arguments as <c>torch.nn.functional.layer_norm</c>.</summary>
        /// <param name="input">The input <c>[.., normalized_shape]</c>.</param>
        /// <param name="normalized_shape">The sizes of the last dimensions, normalized together.</param>
        /// <param name="weight">The gain, of shape <paramref name="normalized_shape"/>, or null.</param>
        /// <param name="bias">The offset, of shape <paramref name="normalized_shape"/>, or null.</param>
        /// <param name="eps">Added to the variance, inside the root.</param>
        /// <returns>A tensor of the shape of <paramref name="input"/>.</returns>
        public static Tensor fused_layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
        {
            normalized_shape = NormArguments.CheckShape(normalized_shape);
            NormArguments.CheckEps(eps);
            NormArguments.CheckAffine(weight, normalized_shape, nameof(weight));
            NormArguments.CheckAffine(bias, normalized_shape, nameof(bias));
            NormArguments.CheckInput(input, normalized_shape, weight ?? bias, nameof(fused_layer_norm));
            return NormRows.LayerNorm(input, normalized_shape.Length, weight, bias, eps);
        }
    }
}
