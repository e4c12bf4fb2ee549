using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts adaptive instance normalization where TorchSharp users look first: <c>torch.nn</c> and <c>torch.nn.functional</c>.</summary>
public static class TorchStyleExtensions
{
    extension(torch.nn)
    {
        /// <summary>Adaptive instance normalization; see <see cref="Modules.AdaIN"/>.</summary>
        /// <param name="eps">Added to both variances, inside the roots.</param>
        /// <returns>The module.</returns>
        public static AdaIN AdaIN(double eps = 1e-5) => new(eps);
    }

    extension(torch.nn.functional)
    {
        /// <summary>Correlation alignment: the source gets the target's means, deviations and correlations of channels. Sun, Feng and Saenko 2016, arXiv 1511.05547; correlations as in Deza et al. 2017, arXiv 1705.10041.</summary>
        /// <param name="source">What is recoloured <c>[channels, ...]</c>, such as noise; no channel constant.</param>
        /// <param name="target">The image <c>[channels, ...]</c>; no channel constant.</param>
        /// <returns>A tensor of the shape of <paramref name="source"/>.</returns>
        /// <exception cref="ArgumentException">Shapes do not fit, or a channel is constant.</exception>
        public static Tensor coral(Tensor source, Tensor target) => Coral.Align(source, target);

        /// <summary>How far two feature maps are apart in style: the mean squared differences of their channels' means, and of their deviations <c>sqrt(var + eps)</c>, added; the sum over levels is the caller's.</summary>
        /// <param name="input">The feature map <c>[batch, channels, ...]</c>.</param>
        /// <param name="target">The other, of the same number of samples and channels.</param>
        /// <param name="eps">Added to the variances, inside the roots.</param>
        /// <returns>A scalar.</returns>
        /// <exception cref="ArgumentException">Shapes do not fit, or there are fewer than two positions.</exception>
        public static Tensor style_loss(Tensor input, Tensor target, double eps = 1e-5)
        {
            NormArguments.CheckEps(eps);
            Modules.AdaIN.CheckPositions(input, nameof(input));
            Modules.AdaIN.CheckPositions(target, nameof(target));
            if (input.size(0) != target.size(0) || input.size(1) != target.size(1))
                throw new ArgumentException($"Input [{string.Join(", ", input.shape)}] and target [{string.Join(", ", target.shape)}] need the same number of samples and channels.", nameof(target));
            using var scope = NewDisposeScope();
            var (mean, deviation) = StyleNorms.Moments(input, eps);
            var (targetMean, targetDeviation) = StyleNorms.Moments(target, eps);
            return (nn.functional.mse_loss(mean, targetMean) + nn.functional.mse_loss(deviation, targetDeviation)).MoveToOuterDisposeScope();
        }
    }
}
