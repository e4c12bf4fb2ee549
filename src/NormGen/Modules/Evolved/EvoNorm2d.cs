using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>EvoNorm over images <c>[batch, channels, height, width]</c>: norm and activation in one. It replaces the pair of a norm and a ReLU; put no activation behind it.</summary>
/// <remarks>
/// Liu, Brock, Simonyan and Le, Evolving Normalization-Activation Layers, 2020, arXiv 2004.02967. Keys of <c>state_dict</c> are those of timm. Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32
/// (see <see cref="EvoNorms"/>), composed TorchSharp elsewhere. Backward reads the input alone; a norm and a ReLU keep a second tensor of its size.
/// </remarks>
public abstract class EvoNorm2d : ChannelNorm
{
    [ComponentName(Name = nameof(v))]
    private Parameter? _v;

    private protected EvoNorm2d(string name, long num_features, double eps, bool nonlinearity, bool hasSlope, Device? device, ScalarType? dtype)
        : base(name, num_features, nameof(num_features), eps, affine: true, device, dtype)
    {
        this.num_features = num_features;
        this.nonlinearity = nonlinearity;
        if (nonlinearity && hasSlope) v = new Parameter(ones(num_features, dtype, device));
    }

    /// <summary>The number of channels.</summary>
    public long num_features { get; }

    /// <summary>Whether it normalizes and activates; without, as behind the last convolution of a residual branch, <c>y = weight · x + bias</c> is left.</summary>
    public bool nonlinearity { get; }

    /// <summary>The slope inside the nonlinearity <c>[num_features]</c>, initialized to one; B0 and S0 have it, and not without <see cref="nonlinearity"/>.</summary>
    public Parameter? v
    {
        get => _v;
        set => Replace(ref _v, value, nameof(v));
    }

    private protected sealed override (int Fewest, int Most, bool WithoutBatch) Dimensions => (4, 4, false);

    /// <inheritdoc/>
    public override void reset_parameters()
    {
        base.reset_parameters();
        if (_v is not null) nn.init.ones_(_v);
    }

    private protected sealed override Tensor Normalize(Tensor input)
        => WithAffine(input, (gain, offset) => nonlinearity ? Evolve(input, gain, offset) : EvoNorms.AffineOnly(input, gain, offset));

    /// <summary>The variant's expression.</summary>
    private protected abstract Tensor Evolve(Tensor input, Tensor gain, Tensor offset);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _v?.Dispose();
        base.Dispose(disposing);
    }
}
