using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What stands around the matrix products of <see cref="SWAN"/>, as fused sweeps.</summary>
/// <remarks>Ma, Gong, Scetbon and Meeds, SWAN: SGD with Normalization and Whitening Enables Stateless LLM Training, 2024, arXiv 2412.13148.</remarks>
public static partial class WhiteningUpdates
{
    /// <summary>Standardizes the rows of a gradient into another tensor.</summary>
    /// <param name="x">Where to.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="center">1 to take the mean of each row away first, 0 to divide by the root mean square alone.</param>
    /// <param name="floor">The smallest deviation that a row is divided by.</param>
    [Fused(nameof(StandardizeFormula), Source = "Ma et al. 2024, arXiv 2412.13148")]
    public static partial void Standardize([Updated] Tensor x, Tensor gradient, double center, double floor);

    /// <summary>A step along a whitened gradient, scaled to the Frobenius norm that the gradient had before it was whitened.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="whitened">The whitened gradient.</param>
    /// <param name="x">The standardized gradient.</param>
    /// <param name="keep">What is left of the weight after the decay.</param>
    /// <param name="rate">The signed learning rate.</param>
    [Fused(nameof(RescaledFormula), Source = "Ma et al. 2024, arXiv 2412.13148")]
    public static partial void Rescaled([Updated] Tensor parameter, Tensor whitened, Tensor x, double keep, double rate);

    private static Tensor StandardizeFormula(Tensor x, Tensor gradient, double center, double floor)
    {
        var centred = gradient - gradient.mean([-1], keepdim: true) * center;
        return centred / centred.square().mean([-1], keepdim: true).sqrt().clamp_min(floor);
    }

    private static Tensor RescaledFormula(Tensor parameter, Tensor whitened, Tensor x, double keep, double rate)
    {
        var (wanted, given) = (x.square().sum(), whitened.square().sum());
        return parameter * keep - whitened * (where(given > 0, (wanted / given).sqrt(), 0.0) * rate);
    }
}
