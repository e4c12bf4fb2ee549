using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// L1 norm over the last dimension: <c>y = (x - mean(x)) / (mean|x - mean(x)| + eps) · weight + bias</c>. Parameters and keys are those of <c>LayerNorm</c>.
/// </summary>
/// <remarks>
/// Guo, Liu et al., Towards Accurate and Efficient Sub-8-Bit Integer Training, 2024, arXiv 2411.10948. eps stands under no root. Of normally distributed rows the results are sqrt(π/2) = 1.25 times those of <c>LayerNorm</c>:
/// parameters learned with one fit the other only with <see cref="matchL2"/>. Training and evaluation are the same, and no row depends on another.
/// Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32 (see <see cref="L1Norms.Layer"/>), composed TorchSharp elsewhere.
/// </remarks>
[NormFormula(typeof(L1Norms), nameof(L1Norms.Layer))]
public sealed class L1LayerNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    /// <summary>Normalizes over the last dimension.</summary>
    /// <param name="normalized_shape">Its size.</param>
    /// <param name="eps">Added to the mean deviation.</param>
    /// <param name="elementwise_affine">Whether it has a learned gain, initialized to one, and offset, initialized to zero.</param>
    /// <param name="matchL2">Whether the mean deviation is multiplied by sqrt(π/2), the standard deviation of normally distributed rows.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public L1LayerNorm(long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool matchL2 = false, Device? device = null, ScalarType? dtype = null)
        : base(nameof(L1LayerNorm))
    {
        NormArguments.CheckCount(normalized_shape, nameof(normalized_shape));
        NormArguments.CheckType(dtype);
        (this.normalized_shape, this.eps, this.elementwise_affine, this.matchL2) = ([normalized_shape], eps, elementwise_affine, matchL2);
        if (!elementwise_affine) return;
        weight = new Parameter(ones(normalized_shape, dtype, device));
        bias = new Parameter(zeros(normalized_shape, dtype, device));
    }

    /// <summary>The size of the dimension that is normalized, in an array as other norms have it.</summary>
    public long[] normalized_shape { get; }

    /// <summary>What is added to the mean deviation.</summary>
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

    /// <summary>Whether the mean deviation is multiplied by sqrt(π/2).</summary>
    public bool matchL2 { get; }

    /// <summary>What the mean deviation is multiplied by: one, or sqrt(π/2) with <see cref="matchL2"/>.</summary>
    public double factor => L1Scale.Factor(matchL2);

    /// <summary>The gain <c>[normalized_shape]</c>; null without <see cref="elementwise_affine"/>.</summary>
    public Parameter? weight
    {
        get => _weight;
        set => Replace(ref _weight, value, nameof(weight));
    }

    /// <summary>The offset <c>[normalized_shape]</c>; null without <see cref="elementwise_affine"/>.</summary>
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
        NormArguments.CheckInput(input, normalized_shape, _weight, nameof(L1LayerNorm));
        return HalfInputs.Apply(input, x => _weight is null || _bias is null ? L1Norms.LayerWithoutAffine(x, factor, eps) : L1Norms.Layer(x, _weight, _bias, factor, eps));
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
