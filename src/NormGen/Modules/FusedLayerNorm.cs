using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Layer norm over the last dimensions: <c>y = (x - mean(x)) · rsqrt(var(x) + eps) · weight + bias</c>. A drop-in for TorchSharp's <c>LayerNorm</c>: same arguments, defaults and <c>state_dict</c> keys.
/// </summary>
/// <remarks>
/// Ba, Kiros and Hinton, Layer Normalization, 2016, arXiv 1607.06450. The variance is biased. Training and evaluation are the same, and no row depends on another.
/// Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32 (see <see cref="Norms.LayerNorm"/>), composed TorchSharp elsewhere.
/// </remarks>
[NormFormula(typeof(Norms), nameof(Norms.LayerNorm))]
public sealed class FusedLayerNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    /// <summary>Normalizes over the last dimension.</summary>
    /// <param name="normalized_shape">Its size.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <param name="elementwise_affine">Whether it has a learned gain, initialized to one.</param>
    /// <param name="bias">Whether it has, beside the gain, a learned offset, initialized to zero.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">The parameters' type.</param>
    public FusedLayerNorm(long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
        : this([normalized_shape], eps, elementwise_affine, bias, device, dtype)
    {
    }

    /// <summary>Normalizes over the last dimensions together.</summary>
    /// <param name="normalized_shape">Their sizes.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <param name="elementwise_affine">Whether it has a learned gain, initialized to one.</param>
    /// <param name="bias">Whether it has, beside the gain, a learned offset, initialized to zero.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">The parameters' type.</param>
    public FusedLayerNorm(long[] normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
        : base(nameof(FusedLayerNorm))
    {
        this.normalized_shape = NormArguments.CheckShape(normalized_shape);
        NormArguments.CheckType(dtype);
        this.eps = eps;
        this.elementwise_affine = elementwise_affine;
        if (!elementwise_affine) return;
        weight = new Parameter(ones(this.normalized_shape, dtype, device));
        if (bias) this.bias = new Parameter(zeros(this.normalized_shape, dtype, device));
    }

    /// <summary>The sizes of the dimensions that are normalized. One less where <see cref="Form"/> is compressed.</summary>
    public long[] normalized_shape { get; private set; }

    /// <summary>What it computes: LayerNorm, unless a model's conversion put another form in its place (see <see cref="PreRMSNormAttribute"/>).</summary>
    public LayerNormForm Form { get; private set; }

    /// <summary>What is added to the variance.</summary>
    public double eps
    {
        get;
        set
        {
            NormArguments.CheckEps(value);
            field = value;
        }
    }

    /// <summary>Whether there are learned parameters.</summary>
    public bool elementwise_affine { get; }

    /// <summary>The gain, of shape <see cref="normalized_shape"/>; null without <see cref="elementwise_affine"/>.</summary>
    public Parameter? weight
    {
        get => _weight;
        set => Replace(ref _weight, value, nameof(weight));
    }

    /// <summary>The offset, of shape <see cref="normalized_shape"/>; null where there is none.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => Replace(ref _bias, value, nameof(bias));
    }

    /// <summary>Sets the gain to one and the offset to zero.</summary>
    public void reset_parameters()
    {
        if (_weight is not null) nn.init.ones_(_weight);
        if (_bias is not null) nn.init.zeros_(_bias);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        NormArguments.CheckInput(input, normalized_shape, _weight, nameof(FusedLayerNorm));
        return Form switch
        {
            LayerNormForm.Layer => NormRows.LayerNorm(input, normalized_shape.Length, _weight, _bias, eps),
            LayerNormForm.RootMeanSquare => NormRows.ShiftedRMSNorm(input, normalized_shape.Length, _weight, _bias, eps),
            _ => HalfInputs.Apply(input, x => Norms.CRMSNorm(x, eps)),
        };
    }

    /// <summary>Takes another form over rows of the given size. The compressed form has no gain and offset: they must stand in the layers that read it.</summary>
    /// <param name="form">The form.</param>
    /// <param name="features">The size of the last dimension.</param>
    /// <param name="gain">The gain, or null.</param>
    /// <param name="offset">The offset, or null.</param>
    internal void Become(LayerNormForm form, long features, Parameter? gain, Parameter? offset)
    {
        (Form, normalized_shape) = (form, [.. normalized_shape[..^1], features]);
        (weight, bias) = (gain, offset);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _weight?.Dispose();
            _bias?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Replace(ref Parameter? field, Parameter? value, string name)
    {
        if (Slots.Put(ref field, value, normalized_shape, name)) ConditionallyRegisterParameter(name, field);
    }
}
