using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// PN-V, the first step towards <see cref="PowerNorm"/>: each feature divided by the root of its mean square over the tokens of the batch, <c>y = x · rsqrt(mean over tokens(x²) + eps) · weight + bias</c>.
/// </summary>
/// <remarks>
/// Shen, Yao, Gholami, Mahoney and Keutzer, PowerNorm, ICML 2020, arXiv 2003.07845. Gradients are exact. It has no running statistics: training and evaluation are the same, and tokens depend on the others of their batch.
/// </remarks>
[NormFormula(typeof(OfflineNorms), nameof(OfflineNorms.PowerNormV))]
public sealed class PowerNormV : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    /// <summary>Normalizes over all but the last dimension.</summary>
    /// <param name="num_features">The size of the last dimension.</param>
    /// <param name="eps">Added to the mean square, inside the root.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public PowerNormV(long num_features, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
        : base(nameof(PowerNormV))
    {
        this.num_features = OfflineArguments.CheckFeatures(num_features);
        NormArguments.CheckType(dtype);
        this.eps = eps;
        weight = new Parameter(ones(num_features, dtype, device));
        bias = new Parameter(zeros(num_features, dtype, device));
    }

    /// <summary>The size of the last dimension.</summary>
    public long num_features { get; }

    /// <summary>What is added to the mean square, inside the root.</summary>
    public double eps
    {
        get;
        set
        {
            NormArguments.CheckEps(value);
            field = value;
        }
    }

    /// <summary>The gain <c>[num_features]</c>.</summary>
    public Parameter weight
    {
        get => _weight!;
        set => Replace(ref _weight, value, nameof(weight));
    }

    /// <summary>The offset <c>[num_features]</c>.</summary>
    public Parameter bias
    {
        get => _bias!;
        set => Replace(ref _bias, value, nameof(bias));
    }

    /// <summary>Sets the gain to one and the offset to zero.</summary>
    public void reset_parameters()
    {
        nn.init.ones_(weight);
        nn.init.zeros_(bias);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        NormArguments.CheckInput(input, [num_features], _weight, nameof(PowerNormV));
        return HalfInputs.Apply(input, x => OfflineNorms.PowerNormV(x, weight, bias, eps));
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

    private void Replace(ref Parameter? field, Parameter value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (Slots.Put(ref field, value, [num_features], name)) ConditionallyRegisterParameter(name, field);
    }
}
