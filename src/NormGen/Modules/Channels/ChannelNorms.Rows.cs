using TorchSharp;
using static NormGen.Modules.ChannelFormulas;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <content>Batch norm of rows <c>[batch, features]</c>, whose channels have one position: a kernel over rows does not step through it number by number.</content>
public static partial class ChannelNorms
{
    /// <summary>Batch norm of rows: <c>(x - mean) · rsqrt(var + eps) · weight + bias</c>, with mean and variance of each feature over the batch.</summary>
    /// <param name="x">The rows <c>[batch, features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <remarks>Ioffe and Szegedy, Batch Normalization, 2015, arXiv 1502.03167.</remarks>
    [Fused(nameof(BatchNormOfRowsFormula), Source = "Ioffe and Szegedy 2015, arXiv 1502.03167")]
    public static partial Tensor BatchNormOfRows(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps);

    /// <summary>Batch norm of rows that also moves running statistics towards the batch's mean and unbiased variance.</summary>
    /// <param name="x">The rows <c>[batch, features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="running_mean">The running mean <c>[features]</c>, overwritten.</param>
    /// <param name="running_var">The running variance <c>[features]</c>, overwritten.</param>
    /// <param name="momentum">The weight of this batch in the running statistics.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(TrackedBatchNormOfRowsFormula), Source = "Ioffe and Szegedy 2015, arXiv 1502.03167")]
    public static partial Tensor TrackedBatchNormOfRows(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature, Updated] Tensor running_mean, [PerFeature, Updated] Tensor running_var, double momentum, double eps);

    /// <summary>Batch norm of rows with statistics that are given, as in evaluation.</summary>
    /// <param name="x">The rows <c>[batch, features]</c>.</param>
    /// <param name="weight">The gain <c>[features]</c>.</param>
    /// <param name="bias">The offset <c>[features]</c>.</param>
    /// <param name="running_mean">The mean <c>[features]</c>.</param>
    /// <param name="running_var">The variance <c>[features]</c>.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(FrozenBatchNormOfRowsFormula), Source = "Ioffe and Szegedy 2015, arXiv 1502.03167")]
    public static partial Tensor FrozenBatchNormOfRows(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerFeature] Tensor running_mean, [PerFeature] Tensor running_var, double eps);

    private static Tensor BatchNormOfRowsFormula(Tensor x, Tensor weight, Tensor bias, double eps) => Standardized(x, x.mean([0L]), x.var([0L], unbiased: false), eps) * weight + bias;

    private static (Tensor Y, Tensor running_mean, Tensor running_var) TrackedBatchNormOfRowsFormula(Tensor x, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_var, double momentum, double eps)
    {
        var mean = x.mean([0L]);
        var variance = x.var([0L], unbiased: false);
        return (Standardized(x, mean, variance, eps) * weight + bias, Moved(running_mean, mean, momentum), Moved(running_var, variance * x.shape[0] / (x.shape[0] - 1), momentum));
    }

    private static Tensor FrozenBatchNormOfRowsFormula(Tensor x, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_var, double eps) => Standardized(x, running_mean, running_var, eps) * weight + bias;
}
