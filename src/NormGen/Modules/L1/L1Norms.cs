using TorchSharp;
using static NormGen.Modules.ChannelFormulas;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// L1 normalization as functions: <c>(x - mean) / (factor · mean|x - mean| + eps) · weight + bias</c>, over rows <c>[.., features]</c> or over a channel of a batch.
/// </summary>
/// <remarks>
/// Guo, Liu et al., Towards Accurate and Efficient Sub-8-Bit Integer Training, 2024, arXiv 2411.10948, from the abstract: no code was released. eps is added to the mean deviation, under no root. A factor of one is the plain norm; sqrt(π/2) makes
/// the deviation of normally distributed numbers their standard deviation. Gradients are exact, with the derivative 0 of |0|. Every formula is plain TorchSharp: it is the fallback on other devices and types, and for second derivatives.
/// </remarks>
public static partial class L1Norms
{
    private const string Source = "Guo, Liu et al. 2024, arXiv 2411.10948";

    /// <summary>L1 norm of rows.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="factor">What the mean deviation is multiplied by.</param>
    /// <param name="eps">Added to the mean deviation.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(LayerFormula), Source = Source)]
    public static partial Tensor Layer(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double factor, double eps);

    /// <summary>L1 norm of rows without gain and offset.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    /// <param name="factor">What the mean deviation is multiplied by.</param>
    /// <param name="eps">Added to the mean deviation.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(LayerWithoutAffineFormula), Source = Source)]
    public static partial Tensor LayerWithoutAffine(Tensor x, double factor, double eps);

    /// <summary>L1 norm of each channel over the batch; moves the running mean and mean deviation.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_mean">The running mean <c>[channels]</c>, overwritten.</param>
    /// <param name="running_s1">The running mean deviation <c>[channels]</c>, without the factor, overwritten.</param>
    /// <param name="momentum">The weight of this batch in the running statistics.</param>
    /// <param name="factor">What the mean deviation is multiplied by.</param>
    /// <param name="eps">Added to the mean deviation.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(BatchFormula), Source = Source)]
    public static partial Tensor Batch(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel, Updated] Tensor running_mean, [PerChannel, Updated] Tensor running_s1, double momentum, double factor, double eps);

    /// <summary>L1 norm with statistics that are given, as in evaluation.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="weight">The gain <c>[channels]</c>.</param>
    /// <param name="bias">The offset <c>[channels]</c>.</param>
    /// <param name="running_mean">The mean <c>[channels]</c>.</param>
    /// <param name="running_s1">The mean deviation <c>[channels]</c>, without the factor.</param>
    /// <param name="factor">What the mean deviation is multiplied by.</param>
    /// <param name="eps">Added to the mean deviation.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(FrozenBatchFormula), Source = Source)]
    public static partial Tensor FrozenBatch(Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel] Tensor running_mean, [PerChannel] Tensor running_s1, double factor, double eps);

    /// <summary>L1 norm of each feature of rows over the batch; moves the running mean and mean deviation.</summary>
    /// <param name="x">The rows <c>[batch, features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="running_mean">The running mean <c>[features]</c>, overwritten.</param>
    /// <param name="running_s1">The running mean deviation <c>[features]</c>, without the factor, overwritten.</param>
    /// <param name="momentum">The weight of this batch in the running statistics.</param>
    /// <param name="factor">What the mean deviation is multiplied by.</param>
    /// <param name="eps">Added to the mean deviation.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(BatchOfRowsFormula), Source = Source)]
    public static partial Tensor BatchOfRows(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature, Updated] Tensor running_mean, [PerFeature, Updated] Tensor running_s1, double momentum, double factor, double eps);

    /// <summary>L1 norm of the features of rows with statistics that are given, as in evaluation.</summary>
    /// <param name="x">The rows <c>[batch, features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="running_mean">The mean <c>[features]</c>.</param>
    /// <param name="running_s1">The mean deviation <c>[features]</c>, without the factor.</param>
    /// <param name="factor">What the mean deviation is multiplied by.</param>
    /// <param name="eps">Added to the mean deviation.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(FrozenBatchOfRowsFormula), Source = Source)]
    public static partial Tensor FrozenBatchOfRows(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature] Tensor running_mean, [PerFeature] Tensor running_s1, double factor, double eps);

    private static Tensor LayerFormula(Tensor x, Tensor weight, Tensor bias, double factor, double eps) => ByRow(x, factor, eps) * weight + bias;

    private static Tensor LayerWithoutAffineFormula(Tensor x, double factor, double eps) => ByRow(x, factor, eps);

    private static (Tensor Y, Tensor running_mean, Tensor running_s1) BatchFormula(Tensor x, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_s1, double momentum, double factor, double eps)
    {
        var flat = x.flatten(2);
        var mean = flat.mean([0L, 2L]);
        var s1 = (flat - mean.unsqueeze(-1)).abs().mean([0L, 2L]);
        return (Affine(ByStatistics(flat, mean.unsqueeze(-1), s1.unsqueeze(-1), factor, eps), weight, bias).view_as(x), Moved(running_mean, mean, momentum), Moved(running_s1, s1, momentum));
    }

    private static Tensor FrozenBatchFormula(Tensor x, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_s1, double factor, double eps)
        => Affine(ByStatistics(x.flatten(2), running_mean.unsqueeze(-1), running_s1.unsqueeze(-1), factor, eps), weight, bias).view_as(x);

    private static (Tensor Y, Tensor running_mean, Tensor running_s1) BatchOfRowsFormula(Tensor x, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_s1, double momentum, double factor, double eps)
    {
        var mean = x.mean([0L]);
        var s1 = (x - mean).abs().mean([0L]);
        return (ByStatistics(x, mean, s1, factor, eps) * weight + bias, Moved(running_mean, mean, momentum), Moved(running_s1, s1, momentum));
    }

    private static Tensor FrozenBatchOfRowsFormula(Tensor x, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_s1, double factor, double eps)
        => ByStatistics(x, running_mean, running_s1, factor, eps) * weight + bias;

    private static Tensor ByRow(Tensor x, double factor, double eps)
    {
        var centred = x - x.mean([-1L], keepdim: true);
        return centred / (centred.abs().mean([-1L], keepdim: true) * factor + eps);
    }

    private static Tensor ByStatistics(Tensor x, Tensor mean, Tensor s1, double factor, double eps) => (x - mean) / (s1 * factor + eps);
}
