using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>The part of RN-L that finds the regions: an importance map from the mean and the maximum over the channels, and from it a gain and an offset for each position.</summary>
/// <remarks>Yu et al. 2019, arXiv 1911.10375. Three convolutions over one or two channels, with TorchSharp's own initialization; keys are the authors'. The maximum's gradient goes to the first maximal channel.</remarks>
public sealed class SelfAwareAffine : nn.Module<Tensor, (Tensor Importance, Tensor Gamma, Tensor Beta)>
{
    /// <summary>Makes the convolutions.</summary>
    /// <param name="kernelSize">Their size, 3 or 7.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public SelfAwareAffine(long kernelSize = 7, Device? device = null, ScalarType? dtype = null)
        : base(nameof(SelfAwareAffine))
    {
        if (kernelSize is not (3 or 7)) throw new ArgumentOutOfRangeException(nameof(kernelSize), kernelSize, "kernelSize must be 3 or 7.");
        NormArguments.CheckType(dtype);
        var padding = kernelSize / 2;
        conv1 = nn.Conv2d(2, 1, kernelSize, padding: padding, bias: false, device: device, dtype: dtype);
        gamma_conv = nn.Conv2d(1, 1, kernelSize, padding: padding, device: device, dtype: dtype);
        beta_conv = nn.Conv2d(1, 1, kernelSize, padding: padding, device: device, dtype: dtype);
        RegisterComponents();
    }

    /// <summary>From mean and maximum to the importance map, before its sigmoid.</summary>
    [field: ComponentName(Name = nameof(conv1))]
    public Conv2d conv1 { get; }

    /// <summary>From the importance map to what the gain is beyond one.</summary>
    [field: ComponentName(Name = nameof(gamma_conv))]
    public Conv2d gamma_conv { get; }

    /// <summary>From the importance map to the offset.</summary>
    [field: ComponentName(Name = nameof(beta_conv))]
    public Conv2d beta_conv { get; }

    /// <inheritdoc/>
    public override (Tensor Importance, Tensor Gamma, Tensor Beta) forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var largest = input.max(1, keepdim: true).values;
        var importance = conv1.call(cat([input.mean([1L], keepdim: true), largest], 1)).sigmoid();
        return (importance.MoveToOuterDisposeScope(), gamma_conv.call(importance).MoveToOuterDisposeScope(), beta_conv.call(importance).MoveToOuterDisposeScope());
    }
}
