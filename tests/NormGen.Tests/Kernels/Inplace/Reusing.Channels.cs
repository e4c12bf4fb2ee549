using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

// Formulas over [batch, channels, ...] and over groups.
internal static partial class Reusing
{
    [Fused(nameof(GroupNormFormula))]
    internal static partial Tensor GroupNorm_([Inplace] Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, long groups);

    internal static Tensor GroupNormFormula(Tensor x, Tensor weight, Tensor bias, long groups) => Scaled(ByGroup(x, groups), weight, bias).view_as(x);

    [Fused(nameof(InstanceNormFormula))]
    internal static partial Tensor InstanceNorm_([Inplace] Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias);

    internal static Tensor InstanceNormFormula(Tensor x, Tensor weight, Tensor bias)
    {
        var flat = x.flatten(2);
        var centred = flat - flat.mean([2L], keepdim: true);
        return Scaled(centred * rsqrt(centred.square().mean([2L], keepdim: true) + 1e-5), weight, bias).view_as(x);
    }

    [Fused(nameof(BatchNormFormula))]
    internal static partial Tensor BatchNorm_([Inplace] Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel, Updated] Tensor mean, [PerChannel, Updated] Tensor variance);

    internal static (Tensor y, Tensor mean, Tensor variance) BatchNormFormula(Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor variance)
    {
        var flat = x.flatten(2);
        var (m, v) = (flat.mean([0L, 2L]), flat.var([0L, 2L], unbiased: false));
        var y = Scaled((flat - m.unsqueeze(-1)) * rsqrt(v + 1e-5).unsqueeze(-1), weight, bias);
        return (y.view_as(x), mean * 0.9 + m * 0.1, variance * 0.9 + v * 0.1);
    }

    [Fused(nameof(EvoNormFormula))]
    internal static partial Tensor EvoNorm_([Inplace] Tensor x, [PerChannel] Tensor weight, [PerChannel] Tensor bias, [PerChannel] Tensor v, long groups);

    internal static Tensor EvoNormFormula(Tensor x, Tensor weight, Tensor bias, Tensor v, long groups)
    {
        var flat = x.flatten(2);
        var deviation = (x.reshape(x.shape[0], groups, -1).var([2L], unbiased: false, keepdim: true) + 1e-5).sqrt();
        var gated = (flat * (flat * v.unsqueeze(-1)).sigmoid()).reshape(x.shape[0], groups, -1) / deviation;
        return Scaled(gated.reshape(x.shape).flatten(2), weight, bias).view_as(x);
    }

    /// <summary>Backward needs nothing that is overwritten.</summary>
    [Fused(nameof(BatchCentreFormula))]
    internal static partial Tensor BatchCentre_([Inplace] Tensor x, [PerChannel] Tensor bias, [PerChannel, Updated] Tensor mean);

    internal static (Tensor y, Tensor mean) BatchCentreFormula(Tensor x, Tensor bias, Tensor mean)
    {
        var flat = x.flatten(2);
        var m = flat.mean([0L, 2L]);
        return ((flat - m.unsqueeze(-1) + bias.unsqueeze(-1)).view_as(x), mean * 0.9 + m * 0.1);
    }

    /// <summary>The sum of a residual stream and a branch in the memory of the branch, and its group norm.</summary>
    [Fused(nameof(GroupJointFormula))]
    internal static partial (Tensor branch, Tensor Normed) GroupJoint_(Tensor x, [Inplace] Tensor branch, [PerChannel] Tensor scale, [PerChannel] Tensor weight, [PerChannel] Tensor bias, long groups);

    /// <summary>The same out of place.</summary>
    [Fused(nameof(GroupJointFormula))]
    internal static partial (Tensor branch, Tensor Normed) GroupJoint(Tensor x, Tensor branch, [PerChannel] Tensor scale, [PerChannel] Tensor weight, [PerChannel] Tensor bias, long groups);

    internal static (Tensor, Tensor) GroupJointFormula(Tensor x, Tensor branch, Tensor scale, Tensor weight, Tensor bias, long groups)
    {
        var h = x.flatten(2) * scale.unsqueeze(-1) + branch.flatten(2);
        return (h.view_as(x), Scaled(ByGroup(h.view_as(x), groups), weight, bias).view_as(x));
    }

    /// <summary>The channels of each position, and the positions of each channel.</summary>
    [Fused(nameof(PositionsFormula))]
    internal static partial Tensor Positions_([Inplace] Tensor x, [PerChannel] Tensor weight);

    internal static Tensor PositionsFormula(Tensor x, Tensor weight)
    {
        var flat = x.flatten(2);
        return ((flat - flat.mean([1L], keepdim: true)) * weight.unsqueeze(-1) * rsqrt(flat.square().mean([2L], keepdim: true) + 1e-5)).view_as(x);
    }

    /// <summary>Groups of features.</summary>
    [Fused(nameof(HeadsFormula))]
    internal static partial Tensor Heads_([Inplace] Tensor x, [PerFeature] Tensor gain, long groups);

    internal static Tensor HeadsFormula(Tensor x, Tensor gain, long groups)
    {
        var heads = x.reshape(-1, groups, x.shape[^1] / groups);
        return (heads * rsqrt(heads.square().mean([-1L], keepdim: true) + 1e-5)).reshape(x.shape) * gain;
    }

    private static Tensor ByGroup(Tensor x, long groups)
    {
        var grouped = x.reshape(x.shape[0], groups, -1);
        var centred = grouped - grouped.mean([2L], keepdim: true);
        return (centred * rsqrt(centred.square().mean([2L], keepdim: true) + 1e-5)).reshape(x.shape).flatten(2);
    }

    private static Tensor Scaled(Tensor flat, Tensor weight, Tensor bias) => flat * weight.unsqueeze(-1) + bias.unsqueeze(-1);
}
