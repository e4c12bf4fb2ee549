using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// RN-B, basic region normalization for image inpainting: foreground (the hole) and background of a mask are normalized each by its own mean and variance, then <c>y = normalized · (1 + gamma of the region) + foreground_beta + background_beta</c>.
/// </summary>
/// <remarks>
/// Yu et al., Region Normalization for Image Inpainting, 2019, arXiv 1911.10375. Statistics are those of the batch in training and evaluation alike, as in the authors' code, or of each sample as in their paper (<c>perSample</c>).
/// Both offsets are added at every pixel: that is what the authors' code does; with <c>maskedBeta</c> each stays in its region. Keys of <c>state_dict</c> are the authors'. No gradient goes to the mask.
/// Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32 (see <see cref="RegionNorms"/>), composed TorchSharp elsewhere.
/// </remarks>
public sealed class RegionNormB : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = nameof(foreground_gamma))]
    private Parameter? _foreground_gamma;

    [ComponentName(Name = nameof(foreground_beta))]
    private Parameter? _foreground_beta;

    [ComponentName(Name = nameof(background_gamma))]
    private Parameter? _background_gamma;

    [ComponentName(Name = nameof(background_beta))]
    private Parameter? _background_beta;

    /// <summary>Normalizes the regions of a mask.</summary>
    /// <param name="num_features">How many channels.</param>
    /// <param name="eps">Added to the variance, inside the root, times the number of all pixels by that of the region.</param>
    /// <param name="perSample">Whether a region's statistics are those of each sample, and not of the batch.</param>
    /// <param name="maskedBeta">Whether each offset stays in its region, instead of being added everywhere.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public RegionNormB(long num_features, double eps = 1e-5, bool perSample = false, bool maskedBeta = false, Device? device = null, ScalarType? dtype = null)
        : base(nameof(RegionNormB))
    {
        NormArguments.CheckCount(num_features, nameof(num_features));
        NormArguments.CheckType(dtype);
        (this.num_features, this.eps, PerSample, MaskedBeta) = (num_features, eps, perSample, maskedBeta);
        foreground_gamma = new Parameter(zeros(num_features, dtype, device));
        foreground_beta = new Parameter(zeros(num_features, dtype, device));
        background_gamma = new Parameter(zeros(num_features, dtype, device));
        background_beta = new Parameter(zeros(num_features, dtype, device));
    }

    /// <summary>The number of channels.</summary>
    public long num_features { get; }

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

    /// <summary>Whether each offset stays in its region.</summary>
    public bool MaskedBeta { get; }

    /// <summary>What the gain of the foreground is beyond one <c>[num_features]</c>, initialized to zero.</summary>
    public Parameter foreground_gamma
    {
        get => _foreground_gamma!;
        set => Replace(ref _foreground_gamma, value, nameof(foreground_gamma));
    }

    /// <summary>The offset of the foreground <c>[num_features]</c>, initialized to zero.</summary>
    public Parameter foreground_beta
    {
        get => _foreground_beta!;
        set => Replace(ref _foreground_beta, value, nameof(foreground_beta));
    }

    /// <summary>What the gain of the background is beyond one <c>[num_features]</c>, initialized to zero.</summary>
    public Parameter background_gamma
    {
        get => _background_gamma!;
        set => Replace(ref _background_gamma, value, nameof(background_gamma));
    }

    /// <summary>The offset of the background <c>[num_features]</c>, initialized to zero.</summary>
    public Parameter background_beta
    {
        get => _background_beta!;
        set => Replace(ref _background_beta, value, nameof(background_beta));
    }

    /// <summary>Sets all parameters to zero.</summary>
    public void reset_parameters()
    {
        foreach (var parameter in (Parameter[])[foreground_gamma, foreground_beta, background_gamma, background_beta]) nn.init.zeros_(parameter);
    }

    /// <summary>Normalizes the regions of a mask.</summary>
    /// <param name="input">The feature map <c>[batch, num_features, height, width]</c>.</param>
    /// <param name="mask">The mask <c>[batch, 1, height, width]</c>, one in the foreground and zero in the background, Bool or floating-point; of another size, it is resized by nearest neighbour (a <see cref="MaskPyramid"/> does that once for many layers).</param>
    /// <returns>A tensor of the shape of <paramref name="input"/>.</returns>
    public override Tensor forward(Tensor input, Tensor mask)
    {
        NormArguments.CheckChannels(input, num_features, 4, 4, false, nameof(RegionNormB));
        NormArguments.CheckType(input, _foreground_gamma, nameof(RegionNormB));
        RegionArguments.CheckMask(mask);
        RegionArguments.CheckPair(input, mask, nameof(mask));
        using var scope = NewDisposeScope();
        return HalfInputs.Apply(input, x => Normalize(x, RegionArguments.Resized(mask, x))).MoveToOuterDisposeScope();
    }

    private Tensor Normalize(Tensor input, Tensor mask)
    {
        var (foreground, background) = (foreground_beta as Tensor, background_beta as Tensor);
        if (!MaskedBeta) foreground = background = foreground_beta + background_beta;
        return PerSample
            ? RegionNorms.BasicPerSample(input, mask, foreground_gamma, background_gamma, foreground, background, eps)
            : RegionNorms.Basic(input, mask, foreground_gamma, background_gamma, foreground, background, eps);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _foreground_gamma?.Dispose();
            _foreground_beta?.Dispose();
            _background_gamma?.Dispose();
            _background_beta?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Replace(ref Parameter? field, Parameter value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (Slots.Put(ref field, value, [num_features], name)) ConditionallyRegisterParameter(name, field);
    }
}
