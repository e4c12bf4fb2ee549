using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts what self-normalizing nets need where TorchSharp users look first: <c>torch.nn</c> and <c>torch.nn.init</c>.</summary>
public static class TorchSelfNormalizingExtensions
{
    extension(torch.nn)
    {
        /// <summary>Alpha dropout by reproducible random numbers; see <see cref="Modules.FusedAlphaDropout"/>.</summary>
        /// <inheritdoc cref="Modules.FusedAlphaDropout(double, long)" path="/param"/>
        /// <returns>The module.</returns>
        public static FusedAlphaDropout FusedAlphaDropout(double p = 0.5, long seed = 0) => new(p, seed);

        /// <summary>Alpha dropout of whole channels; see <see cref="Modules.FusedFeatureAlphaDropout"/>.</summary>
        /// <inheritdoc cref="Modules.FusedFeatureAlphaDropout(double, long)" path="/param"/>
        /// <returns>The module.</returns>
        public static FusedFeatureAlphaDropout FusedFeatureAlphaDropout(double p = 0.5, long seed = 0) => new(p, seed);

        /// <summary>SELU, with alpha dropout in the same kernel; see <see cref="Modules.FusedSELU"/>.</summary>
        /// <inheritdoc cref="Modules.FusedSELU(double, long)" path="/param"/>
        /// <returns>The module.</returns>
        public static FusedSELU FusedSELU(double p = 0, long seed = 0) => new(p, seed);
    }

    extension(torch.nn.init)
    {
        /// <summary>Fills a weight with normally distributed numbers of variance <c>1 / fan_in</c>, as SELU needs them.</summary>
        /// <param name="weight">The weight: <c>[out, in]</c>, or <c>[out_channels, in_channels, ...]</c> of a convolution, whose fan_in is in_channels times the kernel's size.</param>
        /// <param name="generator">Draws the numbers; null: torch's own.</param>
        /// <returns>The weight.</returns>
        /// <exception cref="ArgumentException">It has fewer than two dimensions or no elements.</exception>
        public static Tensor lecun_normal_(Tensor weight, Generator? generator = null) => LeCun.Fill(weight, generator);

        /// <summary>Fills the weights of all linear and convolutional layers in a module as <c>lecun_normal_</c> of each, and sets their biases to zero; other parameters stay.</summary>
        /// <param name="module">The module.</param>
        /// <param name="generator">Draws the numbers; null: torch's own.</param>
        public static void lecun_normal_(nn.Module module, Generator? generator = null) => LeCun.Initialize(module, generator);
    }
}
