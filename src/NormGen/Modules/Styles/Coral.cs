using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Correlation alignment of colours: noise gets an image's means, deviations and correlations of channels.</summary>
/// <remarks>Sun, Feng and Saenko, Return of Frustratingly Easy Domain Adaptation, 2016, arXiv 1511.05547. The correlations are sums, not divided by the number of positions, plus the identity, as in the metamer authors' code.</remarks>
internal static class Coral
{
    /// <summary>The source recoloured: <c>A_target^(1/2) · A_source^(-1/2) · standardized source</c>, then the target's deviation and mean.</summary>
    public static Tensor Align(Tensor source, Tensor target)
    {
        Check(source, nameof(source));
        Check(target, nameof(target));
        if (source.size(0) != target.size(0)) throw new ArgumentException($"Source [{string.Join(", ", source.shape)}] and target [{string.Join(", ", target.shape)}] need the same number of channels.", nameof(target));
        using var scope = NewDisposeScope();
        var type = NormArguments.IsHalf(source.dtype) ? ScalarType.Float32 : source.dtype;
        var (from, _, _) = Standardized(source.flatten(1).to(type), nameof(source));
        var (to, mean, deviation) = Standardized(target.flatten(1).to(type), nameof(target));
        var aligned = Root(to, 0.5).matmul(Root(from, -0.5)).matmul(from) * deviation + mean;
        return aligned.view(source.shape).to(source.dtype).MoveToOuterDisposeScope();
    }

    private static (Tensor Values, Tensor Mean, Tensor Deviation) Standardized(Tensor flat, string name)
    {
        var (mean, deviation) = (flat.mean([1L], keepdim: true), flat.std(1, unbiased: true, keepdim: true));
        if (!(deviation.min().to(ScalarType.Float64).item<double>() > 0)) throw new ArgumentException($"A channel of '{name}' is constant (or not finite): it has no correlations.", name);
        return ((flat - mean) / deviation, mean, deviation);
    }

    /// <summary>A power of <c>F Fᵀ + I</c>, which is symmetric and positive.</summary>
    private static Tensor Root(Tensor standardized, double power)
    {
        var (values, vectors) = linalg.eigh(standardized.matmul(standardized.t()) + eye(standardized.size(0), dtype: standardized.dtype, device: standardized.device));
        return (vectors * values.pow(power)).matmul(vectors.t());
    }

    private static void Check(Tensor image, string name)
    {
        ArgumentNullException.ThrowIfNull(image, name);
        if (image.ndim < 2 || image.numel() < 2 * image.size(0) || image.size(0) == 0) throw new ArgumentException($"An image has the shape [channels, ...] with two positions at least, but '{name}' is [{string.Join(", ", image.shape)}].", name);
        NormArguments.CheckType(image, null, nameof(Coral), name);
    }
}
