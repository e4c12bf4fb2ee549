using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts TrAct where TorchSharp users look first: <c>torch.nn</c> and <c>torch.nn.functional</c>.</summary>
public static class TorchTrActExtensions
{
    extension(torch.nn)
    {
        /// <summary>A <c>Linear</c> for the first place in a model, whose weight has the gradient of TrAct; see <see cref="TrAct"/>.</summary>
        /// <param name="inputSize">The features of a row.</param>
        /// <param name="outputSize">The outputs.</param>
        /// <param name="hasBias">Whether there is a bias.</param>
        /// <param name="lambda">The damping, above zero. The default suits inputs standardized to mean 0 and deviation 1.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        /// <returns>The layer, with the keys of <c>Linear</c> in <c>state_dict</c>.</returns>
        public static Linear TrActLinear(long inputSize, long outputSize, bool hasBias = true, double lambda = 0.1, Device? device = null, ScalarType? dtype = null)
            => TrAct.Attach(torch.nn.Linear(inputSize, outputSize, hasBias, device, dtype), lambda);

        /// <summary>A <c>Conv2d</c> for the first place in a model, whose weight has the gradient of TrAct; see <see cref="TrAct"/>.</summary>
        /// <param name="in_channels">The channels of an image.</param>
        /// <param name="out_channels">The channels of the output.</param>
        /// <param name="kernel_size">The size of the kernel.</param>
        /// <param name="stride">The distance between positions.</param>
        /// <param name="padding">Zeros on either side.</param>
        /// <param name="dilation">The distance between elements of the kernel.</param>
        /// <param name="bias">Whether there is a bias.</param>
        /// <param name="lambda">The damping, above zero. The default suits inputs standardized to mean 0 and deviation 1.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        /// <returns>The layer, with the keys of <c>Conv2d</c> in <c>state_dict</c>.</returns>
        public static Conv2d TrActConv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, bool bias = true, double lambda = 0.1, Device? device = null, ScalarType? dtype = null)
            => TrAct.Attach(torch.nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, dilation, bias: bias, device: device, dtype: dtype), lambda);
    }

    extension(torch.nn.functional)
    {
        /// <summary><c>functional.linear</c> whose weight has the gradient of TrAct.</summary>
        /// <param name="input">Rows <c>[.., features]</c>.</param>
        /// <param name="weight">The weight <c>[out, features]</c>.</param>
        /// <param name="bias">The bias <c>[out]</c>, or null.</param>
        /// <param name="lambda">The damping, above zero.</param>
        /// <returns>A tensor <c>[.., out]</c>.</returns>
        public static Tensor tract_linear(Tensor input, Tensor weight, Tensor? bias = null, double lambda = 0.1)
        {
            ArgumentNullException.ThrowIfNull(input);
            ArgumentNullException.ThrowIfNull(weight);
            NormArguments.CheckPositive(lambda, nameof(lambda));
            if (weight.ndim != 2 || input.ndim < 1 || input.shape[^1] != weight.size(1))
                throw new ArgumentException($"tract_linear takes an input [.., features] and a weight [out, features], but got [{string.Join(", ", input.shape)}] and [{string.Join(", ", weight.shape)}].", nameof(weight));
            return TrActFunctions.Linear(input, weight, bias, lambda);
        }
    }
}
