using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// ReLU with a norm over the features immediately before it, as one kernel: <c>relu(Norm(x))</c>. The linear map in front of it needs no bias, and its weight is scale-invariant, so that <c>WeightProjection</c> may keep its norm.
/// </summary>
/// <remarks>
/// Lyle et al., Normalization and Effective Learning Rates in Reinforcement Learning, NeurIPS 2024, arXiv 2407.01800. The norm mixes units, so that one that is zero for all inputs still gets a gradient. Parameters are named as those of the norm alone:
/// <c>weight</c>, and <c>bias</c> where it is a layer norm. Other nonlinearities: a norm module in front of them; rule NG1010 finds those without one in a class with <c>[NormalizeAndProject]</c>.
/// </remarks>
public sealed class NormalizedReLU : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    /// <summary>ReLU behind a norm over the last dimension.</summary>
    /// <param name="features">Its size.</param>
    /// <param name="norm">Which norm.</param>
    /// <param name="eps">Added to the variance or the mean square, inside the root.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">The parameters' type.</param>
    public NormalizedReLU(long features, PreActivationNorm norm = PreActivationNorm.LayerNorm, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
        : base(nameof(NormalizedReLU))
    {
        if (!Enum.IsDefined(norm)) throw new ArgumentOutOfRangeException(nameof(norm), norm, $"norm is {norm}, which is no PreActivationNorm.");
        NormArguments.CheckCount(features, nameof(features));
        NormArguments.CheckType(dtype);
        (this.features, this.norm, this.eps) = (features, norm, eps);
        weight = new Parameter(ones([features], dtype, device));
        if (norm == PreActivationNorm.LayerNorm) bias = new Parameter(zeros([features], dtype, device));
    }

    /// <summary>The size of the dimension that is normalized.</summary>
    public long features { get; }

    /// <summary>Which norm.</summary>
    public PreActivationNorm norm { get; }

    /// <summary>What is added inside the root.</summary>
    public double eps
    {
        get;
        set
        {
            NormArguments.CheckEps(value);
            field = value;
        }
    }

    /// <summary>The gain <c>[features]</c>, 1 at first.</summary>
    public Parameter weight
    {
        get => _weight!;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (Slots.Put(ref _weight, value, [features], nameof(weight))) ConditionallyRegisterParameter(nameof(weight), _weight);
        }
    }

    /// <summary>The offset <c>[features]</c>, 0 at first; null behind an RMSNorm.</summary>
    public Parameter? bias
    {
        get => _bias;
        set
        {
            if (value is null != (norm == PreActivationNorm.RMSNorm)) throw new ArgumentException(value is null ? "A layer norm here has an offset: null does not fit." : "An RMSNorm has no offset.", nameof(bias));
            if (Slots.Put(ref _bias, value, [features], nameof(bias))) ConditionallyRegisterParameter(nameof(bias), _bias);
        }
    }

    /// <summary>Sets the gain to one and the offset to zero.</summary>
    public void reset_parameters()
    {
        nn.init.ones_(weight);
        if (_bias is not null) nn.init.zeros_(_bias);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        NormArguments.CheckInput(input, [features], _weight, nameof(NormalizedReLU));
        return _bias is null ? PreActivations.RMSNormReLU(input, weight, eps) : PreActivations.LayerNormReLU(input, weight, _bias, eps);
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
}
