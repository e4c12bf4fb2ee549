using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Adaptive instance normalization: the content's channels get the mean and deviation of the style's, <c>y = (c - mean(c)) / sqrt(var(c) + eps) · sqrt(var(s) + eps) + mean(s)</c>, for each sample.
/// </summary>
/// <remarks>
/// Huang and Belongie, Arbitrary Style Transfer in Real-time with Adaptive Instance Normalization, 2017, arXiv 1703.06868. Variances are unbiased and eps stands inside both roots. Gradients flow to content and style. There is nothing to learn and no state.
/// Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32 (see <see cref="StyleNorms"/>), composed TorchSharp elsewhere.
/// </remarks>
public sealed class AdaIN : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>Makes the module.</summary>
    /// <param name="eps">Added to both variances, inside the roots.</param>
    public AdaIN(double eps = 1e-5)
        : base(nameof(AdaIN)) => this.eps = eps;

    /// <summary>What is added to both variances.</summary>
    public double eps
    {
        get;
        set
        {
            NormArguments.CheckEps(value);
            field = value;
        }
    }

    /// <summary>Brings content to a style.</summary>
    /// <param name="content">The content <c>[batch, channels, ...]</c>, of two positions at least.</param>
    /// <param name="style">The style <c>[batch, channels, ...]</c>, of any number of positions from two on.</param>
    /// <returns>A tensor of the shape of <paramref name="content"/>.</returns>
    public override Tensor forward(Tensor content, Tensor style)
    {
        CheckPositions(content, nameof(content));
        CheckPositions(style, nameof(style));
        if (content.size(0) != style.size(0) || content.size(1) != style.size(1))
            throw new ArgumentException($"Content [{string.Join(", ", content.shape)}] and style [{string.Join(", ", style.shape)}] need the same number of samples and channels.", nameof(style));
        if (content.dtype != style.dtype) throw new ArgumentException($"Content is {content.dtype}, but style is {style.dtype}: convert one of them.", nameof(style));
        using var scope = NewDisposeScope();
        return HalfInputs.Apply(content, Restyle).MoveToOuterDisposeScope();

        Tensor Restyle(Tensor x)
        {
            var (mean, deviation) = StyleNorms.Moments(style.to(x.dtype), eps);
            return StyleNorms.Restyle(x, mean, deviation, eps);
        }
    }

    /// <summary>An unbiased variance needs two numbers.</summary>
    internal static void CheckPositions(Tensor features, string name)
    {
        ArgumentNullException.ThrowIfNull(features, name);
        if (features.ndim < 3) throw new ArgumentException($"A feature map has the shape [batch, channels, ...], but got [{string.Join(", ", features.shape)}].", name);
        NormArguments.CheckType(features, null, nameof(AdaIN), name);
        var positions = features.shape.Skip(2).Aggregate(1L, (all, size) => all * size);
        if (positions < 2) throw new ArgumentException($"An unbiased variance needs two positions at least, but '{name}' is [{string.Join(", ", features.shape)}].", name);
    }
}
