using TorchSharp;
using static NormGen.Modules.ChannelFormulas;
using static TorchSharp.torch;

namespace NormGen.Modules;

// The formulas, in the order of the methods they belong to. Positions are one dimension in them, whatever the rank of the input.
public static partial class ChannelNorms
{
    private static Tensor GroupNormFormula(Tensor x, Tensor weight, Tensor bias, long groups, double eps) => Affine(ByGroup(x, groups, eps).flatten(2), weight, bias).view_as(x);

    private static Tensor GroupNormWithoutAffineFormula(Tensor x, long groups, double eps) => ByGroup(x, groups, eps);

    private static Tensor InstanceNormFormula(Tensor x, Tensor weight, Tensor bias, double eps) => Affine(ByInstance(x.flatten(2), eps), weight, bias).view_as(x);

    private static Tensor InstanceNormWithoutAffineFormula(Tensor x, double eps) => ByInstance(x.flatten(2), eps).view_as(x);

    private static (Tensor Y, Tensor running_mean, Tensor running_var) TrackedInstanceNormFormula(Tensor x, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_var, double momentum, double eps)
    {
        var flat = x.flatten(2);
        var mean = flat.mean([2L]).mean([0L]);
        var variance = flat.var([2L], unbiased: true).mean([0L]);
        return (Affine(ByInstance(flat, eps), weight, bias).view_as(x), Moved(running_mean, mean, momentum), Moved(running_var, variance, momentum));
    }

    private static Tensor BatchNormFormula(Tensor x, Tensor weight, Tensor bias, double eps)
    {
        var flat = x.flatten(2);
        return Affine(Standardized(flat, flat.mean([0L, 2L], keepdim: true), flat.var([0L, 2L], unbiased: false, keepdim: true), eps), weight, bias).view_as(x);
    }

    private static (Tensor Y, Tensor running_mean, Tensor running_var) TrackedBatchNormFormula(Tensor x, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_var, double momentum, double eps)
    {
        var flat = x.flatten(2);
        var mean = flat.mean([0L, 2L]);
        var variance = flat.var([0L, 2L], unbiased: false);
        var count = flat.shape[0] * flat.shape[2];
        var y = Affine(Standardized(flat, mean.unsqueeze(-1), variance.unsqueeze(-1), eps), weight, bias);
        return (y.view_as(x), Moved(running_mean, mean, momentum), Moved(running_var, variance * count / (count - 1), momentum));
    }

    private static Tensor FrozenBatchNormFormula(Tensor x, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_var, double eps)
        => Affine(Standardized(x.flatten(2), running_mean.unsqueeze(-1), running_var.unsqueeze(-1), eps), weight, bias).view_as(x);

    private static Tensor ByGroup(Tensor x, long groups, double eps)
    {
        var grouped = x.unflatten(1, groups, -1).flatten(2);
        return Standardized(grouped, grouped.mean([2L], keepdim: true), grouped.var([2L], unbiased: false, keepdim: true), eps).view_as(x);
    }

    private static Tensor ByInstance(Tensor flat, double eps) => Standardized(flat, flat.mean([2L], keepdim: true), flat.var([2L], unbiased: false, keepdim: true), eps);
}
