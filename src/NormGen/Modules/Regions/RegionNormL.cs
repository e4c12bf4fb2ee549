using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// RN-L, learnable region normalization for image inpainting: it finds foreground and background itself, normalizes each by its own mean and variance, then <c>y = normalized · (1 + gamma) + beta</c> with a gain and an offset for each position.
/// </summary>
/// <remarks>
/// Yu et al., Region Normalization for Image Inpainting, 2019, arXiv 1911.10375. The foreground is where the importance map of <see cref="sa"/> reaches the threshold; that step has no gradient, the map learns through gain and offset.
/// Where it marks nothing, RN-L is batch norm over all pixels. Statistics are those of the batch in training and evaluation alike, or of each sample (<c>perSample</c>). Keys of <c>state_dict</c> are the authors'.
/// The regions are normalized by fused kernels on the CPU (see <see cref="RegionNorms.RegionNorm"/>), composed TorchSharp elsewhere; the convolutions are libtorch's.
/// </remarks>
public sealed class RegionNormL : nn.Module<Tensor, Tensor>
{
    /// <summary>Finds and normalizes regions.</summary>
    /// <param name="num_features">How many channels.</param>
    /// <param name="threshold">The importance that the foreground has at least, in [0, 1].</param>
    /// <param name="kernelSize">The size of the convolutions, 3 or 7.</param>
    /// <param name="eps">Added to the variance, inside the root, times the number of all pixels by that of the region.</param>
    /// <param name="perSample">Whether a region's statistics are those of each sample, and not of the batch.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public RegionNormL(long num_features, double threshold = 0.8, long kernelSize = 7, double eps = 1e-5, bool perSample = false, Device? device = null, ScalarType? dtype = null)
        : base(nameof(RegionNormL))
    {
        NormArguments.CheckCount(num_features, nameof(num_features));
        if (!(threshold is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "threshold must lie between 0 and 1, as the importance does.");
        (this.num_features, this.threshold, this.eps, PerSample) = (num_features, threshold, eps, perSample);
        sa = new SelfAwareAffine(kernelSize, device, dtype);
        RegisterComponents();
    }

    /// <summary>The number of channels.</summary>
    public long num_features { get; }

    /// <summary>The importance that the foreground has at least.</summary>
    public double threshold { get; }

    /// <summary>What is added to the variance, times the number of all pixels by that of the region.</summary>
    public double eps
    {
        get;
        set
        {
            NormArguments.CheckEps(value);
            field = value;
        }
    }

    /// <summary>Whether a region's statistics are those of each sample.</summary>
    public bool PerSample { get; }

    /// <summary>The part that finds the regions.</summary>
    [field: ComponentName(Name = nameof(sa))]
    public SelfAwareAffine sa { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        NormArguments.CheckChannels(input, num_features, 4, 4, false, nameof(RegionNormL));
        NormArguments.CheckType(input, sa.conv1.weight, nameof(RegionNormL));
        using var scope = NewDisposeScope();
        // Where the input is of a half type and the convolutions are not, they and the affine are computed in their type: the threshold then meets the importance before it is rounded.
        var type = sa.conv1.weight.dtype;
        var (importance, gamma, beta) = sa.call(input.to(type));
        var regions = type == input.dtype ? importance.detach() : importance.detach().ge(threshold).to(type);
        return HalfInputs.Apply(input, x => Normalize(x, regions.to(x.dtype), gamma, beta)).MoveToOuterDisposeScope();
    }

    private Tensor Normalize(Tensor input, Tensor importance, Tensor gamma, Tensor beta)
    {
        var normalized = PerSample ? RegionNorms.RegionNormPerSample(input, importance, threshold, eps) : RegionNorms.RegionNorm(input, importance, threshold, eps);
        return beta.addcmul(normalized.to(beta.dtype), gamma + 1, 1).to(input.dtype);
    }
}
