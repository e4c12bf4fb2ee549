using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// EvoNorm as functions of <c>[batch, channels, ...]</c>: norm and activation in one expression, found by search.
/// </summary>
/// <remarks>
/// Liu, Brock, Simonyan and Le, Evolving Normalization-Activation Layers, 2020, arXiv 2004.02967. All variances are biased, eps stands inside the roots. <c>batch</c> is the variance of a channel over the batch, <c>own</c> over one sample, <c>group</c> over a group of
/// neighbouring channels of one sample. Every formula is plain TorchSharp: it is the fallback on other devices and types, and for second derivatives.
/// </remarks>
public static partial class EvoNorms
{
    private const string Source = "Liu, Brock, Simonyan and Le 2020, arXiv 2004.02967";

    /// <summary>EvoNorm-B0: <c>x / max(sqrt(batch + eps), v · x + sqrt(own + eps)) · weight + bias</c>; moves the running variance.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="v">The learned slope <c>[channels]</c>.</param>
    /// <param name="running_var">The running variance <c>[channels]</c>, overwritten.</param>
    /// <param name="momentum">The weight of this batch in the running variance.</param>
    /// <param name="correction">What is taken off the count of numbers in the variance that enters the running one: 0 biased, 1 unbiased.</param>
    /// <param name="eps">Added to the variances, inside the roots.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(B0Formula), Source = Source)]
    public static partial Tensor B0(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel] Tensor v, [PerChannel, Updated] Tensor running_var, double momentum, double correction, double eps);

    /// <summary>EvoNorm-B0 with a batch variance that is given, as in evaluation.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="v">The learned slope <c>[channels]</c>.</param>
    /// <param name="running_var">The batch variance <c>[channels]</c>.</param>
    /// <param name="eps">Added to the variances, inside the roots.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(FrozenB0Formula), Source = Source)]
    public static partial Tensor FrozenB0(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel] Tensor v, [PerChannel] Tensor running_var, double eps);

    /// <summary>EvoNorm-B1: <c>x / max(sqrt(batch + eps), (x + 1) · sqrt(mean(x²) + eps)) · weight + bias</c>; moves the running variance.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_var">The running variance <c>[channels]</c>, overwritten.</param>
    /// <param name="momentum">The weight of this batch in the running variance.</param>
    /// <param name="correction">What is taken off the count of numbers in the variance that enters the running one: 0 biased, 1 unbiased.</param>
    /// <param name="eps">Added to the moments, inside the roots.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(B1Formula), Source = Source)]
    public static partial Tensor B1(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel, Updated] Tensor running_var, double momentum, double correction, double eps);

    /// <summary>EvoNorm-B1 with a batch variance that is given, as in evaluation.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_var">The batch variance <c>[channels]</c>.</param>
    /// <param name="eps">Added to the moments, inside the roots.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(FrozenB1Formula), Source = Source)]
    public static partial Tensor FrozenB1(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel] Tensor running_var, double eps);

    /// <summary>EvoNorm-B2: <c>x / max(sqrt(batch + eps), sqrt(mean(x²) + eps) - x) · weight + bias</c>; moves the running variance.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_var">The running variance <c>[channels]</c>, overwritten.</param>
    /// <param name="momentum">The weight of this batch in the running variance.</param>
    /// <param name="correction">What is taken off the count of numbers in the variance that enters the running one: 0 biased, 1 unbiased.</param>
    /// <param name="eps">Added to the moments, inside the roots.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(B2Formula), Source = Source)]
    public static partial Tensor B2(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel, Updated] Tensor running_var, double momentum, double correction, double eps);

    /// <summary>EvoNorm-B2 with a batch variance that is given, as in evaluation.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_var">The batch variance <c>[channels]</c>.</param>
    /// <param name="eps">Added to the moments, inside the roots.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(FrozenB2Formula), Source = Source)]
    public static partial Tensor FrozenB2(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel] Tensor running_var, double eps);

    /// <summary>EvoNorm-S0: <c>x · sigmoid(v · x) / sqrt(group + eps) · weight + bias</c>.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="v">The learned slope <c>[channels]</c>.</param>
    /// <param name="groups">How many groups; they divide the channels.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(S0Formula), Source = Source)]
    public static partial Tensor S0(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel] Tensor v, long groups, double eps);

    /// <summary>EvoNorm-S1: <c>x · sigmoid(x) / sqrt(group + eps) · weight + bias</c>.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="groups">How many groups; they divide the channels.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(S1Formula), Source = Source)]
    public static partial Tensor S1(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, long groups, double eps);

    /// <summary>EvoNorm-S2: <c>x · sigmoid(x) / sqrt(mean(x²) + eps) · weight + bias</c>, with the mean over a group.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="groups">How many groups; they divide the channels.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(S2Formula), Source = Source)]
    public static partial Tensor S2(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, long groups, double eps);

    /// <summary>What is left of every variant without its nonlinearity: <c>x · weight + bias</c>.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(AffineOnlyFormula), Source = Source)]
    public static partial Tensor AffineOnly(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias);
}
