using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What the norms over channels share: a gain and an offset for each channel, eps, and the checks of the input.</summary>
public abstract class ChannelNorm : nn.Module<Tensor, Tensor>
{
    private readonly long channels;

    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    private protected ChannelNorm(string name, long channels, string channelsName, double eps, bool affine, Device? device, ScalarType? dtype)
        : base(name)
    {
        NormArguments.CheckCount(channels, channelsName);
        NormArguments.CheckType(dtype);
        this.channels = channels;
        this.eps = eps;
        this.affine = affine;
        if (!affine) return;
        weight = new Parameter(ones(channels, dtype, device));
        bias = new Parameter(zeros(channels, dtype, device));
    }

    /// <summary>What is added to the variance, inside the root.</summary>
    public double eps
    {
        get;
        set
        {
            NormArguments.CheckEps(value);
            field = value;
        }
    }

    /// <summary>Whether there are a learned gain and offset.</summary>
    public bool affine { get; }

    /// <summary>The gain <c>[channels]</c>; null without <see cref="affine"/>.</summary>
    public Parameter? weight
    {
        get => _weight;
        set => Replace(ref _weight, value, nameof(weight));
    }

    /// <summary>The offset <c>[channels]</c>; null without <see cref="affine"/>.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => Replace(ref _bias, value, nameof(bias));
    }

    /// <summary>The dimensions of an input with a batch, and whether the batch may be missing.</summary>
    private protected abstract (int Fewest, int Most, bool WithoutBatch) Dimensions { get; }

    /// <summary>A tensor of the type and on the device of all that the norm has; null where it has nothing.</summary>
    private protected virtual Tensor? Own => _weight;

    /// <summary>Sets the gain to one and the offset to zero.</summary>
    public virtual void reset_parameters()
    {
        if (_weight is not null) nn.init.ones_(_weight);
        if (_bias is not null) nn.init.zeros_(_bias);
    }

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        var (fewest, most, withoutBatch) = Dimensions;
        NormArguments.CheckChannels(input, channels, fewest, most, withoutBatch, GetName());
        NormArguments.CheckType(input, Own, GetName());
        if (input.ndim >= fewest) return HalfInputs.Apply(input, Normalize);
        using var scope = NewDisposeScope();
        return HalfInputs.Apply(input.unsqueeze(0), Normalize).squeeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Normalizes an input that fits.</summary>
    /// <param name="input">The input, with a batch.</param>
    private protected abstract Tensor Normalize(Tensor input);

    /// <summary>Calls a function that takes gain and offset: where the norm has none, with ones and zeros.</summary>
    private protected Tensor WithAffine(Tensor input, Func<Tensor, Tensor, Tensor> norm)
    {
        if (_weight is not null && _bias is not null) return norm(_weight, _bias);
        using var scope = NewDisposeScope();
        var type = NormArguments.IsHalf(input.dtype) ? ScalarType.Float32 : input.dtype;
        return norm(_weight ?? ones(channels, type, input.device), _bias ?? zeros(channels, type, input.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Puts another parameter of one number a channel in the place of the old one.</summary>
    private protected void Replace(ref Parameter? field, Parameter? value, string name)
    {
        if (Slots.Put(ref field, value, [channels], name)) ConditionallyRegisterParameter(name, field);
    }

    /// <summary>Puts another statistic of one number a channel, or a count, in the place of the old one.</summary>
    private protected void ReplaceBuffer(ref Tensor? field, Tensor? value, string name, bool isCount = false)
    {
        if (Slots.Put(ref field, value, isCount ? [] : [channels], name)) ConditionallyRegisterBuffer(name, field);
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
