using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// A linear layer whose every result has mean zero: <c>y = x · (weight - its mean over the outputs)ᵀ + bias - mean(bias)</c>. Arguments, initialization and <c>state_dict</c> keys are those of <c>Linear</c>.
/// </summary>
/// <remarks>
/// Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858. The parameters stay as they are and are recentred in each forward: so their gradients, and a training, are exactly those of a plain
/// <c>Linear</c> whose results meet norms that take the mean off. The mean of the weight runs over dimension 0, the outputs: one mean for each input. Recentring is a fused kernel on the CPU (see <see cref="Recentring"/>), the product libtorch's.
/// </remarks>
public sealed class LinearZeroMeanOutput : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    /// <summary>Makes the layer, initialized as PyTorch's <c>Linear</c>.</summary>
    /// <param name="in_features">The size of the input's last dimension.</param>
    /// <param name="out_features">The size of the result's.</param>
    /// <param name="bias">Whether it has a bias.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public LinearZeroMeanOutput(long in_features, long out_features, bool bias = true, Device? device = null, ScalarType? dtype = null)
        : base(nameof(LinearZeroMeanOutput))
    {
        NormArguments.CheckCount(in_features, nameof(in_features));
        NormArguments.CheckCount(out_features, nameof(out_features));
        NormArguments.CheckType(dtype);
        (this.in_features, this.out_features) = (in_features, out_features);
        weight = new Parameter(empty([out_features, in_features], dtype, device));
        if (bias) this.bias = new Parameter(empty([out_features], dtype, device));
        reset_parameters();
    }

    /// <summary>The size of the input's last dimension.</summary>
    public long in_features { get; }

    /// <summary>The size of the result's last dimension.</summary>
    public long out_features { get; }

    /// <summary>The weight as it is stored <c>[out_features, in_features]</c>, not recentred.</summary>
    public Parameter weight
    {
        get => _weight!;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (Slots.Put(ref _weight, value, [out_features, in_features], nameof(weight))) ConditionallyRegisterParameter(nameof(weight), _weight);
        }
    }

    /// <summary>The bias as it is stored <c>[out_features]</c>, not recentred; null where there is none.</summary>
    public Parameter? bias
    {
        get => _bias;
        set
        {
            if (Slots.Put(ref _bias, value, [out_features], nameof(bias))) ConditionallyRegisterParameter(nameof(bias), _bias);
        }
    }

    /// <summary>Draws weight and bias anew: uniform within ±1/√in_features, as PyTorch's <c>Linear</c>.</summary>
    public void reset_parameters()
    {
        var bound = 1 / Math.Sqrt(in_features);
        nn.init.uniform_(weight, -bound, bound);
        if (_bias is not null) nn.init.uniform_(_bias, -bound, bound);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        NormArguments.CheckInput(input, [in_features], weight, nameof(LinearZeroMeanOutput));
        using var scope = NewDisposeScope();
        return nn.functional.linear(input, Recentring.Outputs(weight), _bias is null ? null : Recentring.Rows(_bias)).MoveToOuterDisposeScope();
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
