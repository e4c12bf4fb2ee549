using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Root mean square norm over the last dimensions: <c>y = x · rsqrt(mean(x²) + eps) · weight</c>. Arguments, defaults and <c>state_dict</c> keys are those of PyTorch's <c>nn.RMSNorm</c>.
/// </summary>
/// <remarks>
/// Zhang and Sennrich, Root Mean Square Layer Normalization, 2019, arXiv 1910.07467. Training and evaluation are the same, and no row depends on another.
/// Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32 (see <see cref="Norms.RMSNorm"/>), composed TorchSharp elsewhere.
/// </remarks>
[NormFormula(typeof(Norms), nameof(Norms.RMSNorm))]
public sealed class RMSNorm : nn.Module<Tensor, Tensor>
{
    private double? chosenEps;

    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    /// <summary>Normalizes over the last dimension.</summary>
    /// <param name="normalized_shape">Its size.</param>
    /// <param name="eps">Added to the mean square, inside the root. <c>null</c>: the machine epsilon of the input's type, as in PyTorch.</param>
    /// <param name="elementwise_affine">Whether it has a learned gain, initialized to one.</param>
    /// <param name="device">Where the gain lives.</param>
    /// <param name="dtype">The gain's type.</param>
    public RMSNorm(long normalized_shape, double? eps = null, bool elementwise_affine = true, Device? device = null, ScalarType? dtype = null)
        : this([normalized_shape], eps, elementwise_affine, device, dtype)
    {
    }

    /// <summary>Normalizes over the last dimensions together.</summary>
    /// <param name="normalized_shape">Their sizes.</param>
    /// <param name="eps">Added to the mean square, inside the root. <c>null</c>: the machine epsilon of the input's type, as in PyTorch.</param>
    /// <param name="elementwise_affine">Whether it has a learned gain, initialized to one.</param>
    /// <param name="device">Where the gain lives.</param>
    /// <param name="dtype">The gain's type.</param>
    public RMSNorm(long[] normalized_shape, double? eps = null, bool elementwise_affine = true, Device? device = null, ScalarType? dtype = null)
        : base(nameof(RMSNorm))
    {
        this.normalized_shape = NormArguments.CheckShape(normalized_shape);
        if (eps is { } value) NormArguments.CheckEps(value);
        NormArguments.CheckType(dtype);
        chosenEps = eps;
        this.elementwise_affine = elementwise_affine;
        if (elementwise_affine) weight = new Parameter(ones(this.normalized_shape, dtype, device));
    }

    /// <summary>The sizes of the dimensions that are normalized.</summary>
    public long[] normalized_shape { get; }

    /// <summary>What is added to the mean square: the value given, or the machine epsilon of the gain's type (without a gain, of the default type).</summary>
    public double eps
    {
        get => EpsFor(_weight?.dtype ?? get_default_dtype());
        set
        {
            NormArguments.CheckEps(value);
            chosenEps = value;
        }
    }

    /// <summary>Whether there is a gain.</summary>
    public bool elementwise_affine { get; }

    /// <summary>The gain, of shape <see cref="normalized_shape"/>; null without <see cref="elementwise_affine"/>.</summary>
    public Parameter? weight
    {
        get => _weight;
        set
        {
            if (Slots.Put(ref _weight, value, normalized_shape, nameof(weight))) ConditionallyRegisterParameter(nameof(weight), _weight);
        }
    }

    /// <summary>Sets the gain to one.</summary>
    public void reset_parameters()
    {
        if (_weight is not null) nn.init.ones_(_weight);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        NormArguments.CheckInput(input, normalized_shape, _weight, nameof(RMSNorm));
        return NormRows.RMSNorm(input, normalized_shape.Length, _weight, EpsFor(input.dtype));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _weight?.Dispose();
        base.Dispose(disposing);
    }

    private double EpsFor(ScalarType type) => chosenEps ?? NormArguments.MachineEpsilon(type);
}
