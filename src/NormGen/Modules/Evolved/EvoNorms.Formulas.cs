using TorchSharp;
using static NormGen.Modules.ChannelFormulas;
using static TorchSharp.torch;

namespace NormGen.Modules;

// The formulas, in the order of the methods they belong to. Positions are one dimension in them, whatever the rank of the input.
public static partial class EvoNorms
{
    private static (Tensor Y, Tensor running_var) B0Formula(Tensor x, Tensor weight, Tensor bias, Tensor v, Tensor running_var, double momentum, double correction, double eps)
    {
        var flat = x.flatten(2);
        var variance = BatchVariance(flat);
        return (Affine(ByLarger(flat, variance.unsqueeze(-1), OwnDeviation(flat, v, eps), eps), weight, bias).view_as(x), Moved(running_var, Corrected(flat, variance, correction), momentum));
    }

    private static Tensor FrozenB0Formula(Tensor x, Tensor weight, Tensor bias, Tensor v, Tensor running_var, double eps)
    {
        var flat = x.flatten(2);
        return Affine(ByLarger(flat, running_var.unsqueeze(-1), OwnDeviation(flat, v, eps), eps), weight, bias).view_as(x);
    }

    private static (Tensor Y, Tensor running_var) B1Formula(Tensor x, Tensor weight, Tensor bias, Tensor running_var, double momentum, double correction, double eps)
    {
        var flat = x.flatten(2);
        var variance = BatchVariance(flat);
        return (Affine(ByLarger(flat, variance.unsqueeze(-1), (flat + 1) * OwnRootMeanSquare(flat, eps), eps), weight, bias).view_as(x), Moved(running_var, Corrected(flat, variance, correction), momentum));
    }

    private static Tensor FrozenB1Formula(Tensor x, Tensor weight, Tensor bias, Tensor running_var, double eps)
    {
        var flat = x.flatten(2);
        return Affine(ByLarger(flat, running_var.unsqueeze(-1), (flat + 1) * OwnRootMeanSquare(flat, eps), eps), weight, bias).view_as(x);
    }

    private static (Tensor Y, Tensor running_var) B2Formula(Tensor x, Tensor weight, Tensor bias, Tensor running_var, double momentum, double correction, double eps)
    {
        var flat = x.flatten(2);
        var variance = BatchVariance(flat);
        return (Affine(ByLarger(flat, variance.unsqueeze(-1), OwnRootMeanSquare(flat, eps) - flat, eps), weight, bias).view_as(x), Moved(running_var, Corrected(flat, variance, correction), momentum));
    }

    private static Tensor FrozenB2Formula(Tensor x, Tensor weight, Tensor bias, Tensor running_var, double eps)
    {
        var flat = x.flatten(2);
        return Affine(ByLarger(flat, running_var.unsqueeze(-1), OwnRootMeanSquare(flat, eps) - flat, eps), weight, bias).view_as(x);
    }

    private static Tensor S0Formula(Tensor x, Tensor weight, Tensor bias, Tensor v, long groups, double eps)
    {
        var grouped = Grouped(x, groups);
        var deviation = (grouped.var([2L], unbiased: false, keepdim: true) + eps).sqrt();
        var flat = x.flatten(2);
        return Affine(ByGroup(x, flat * (flat * v.unsqueeze(-1)).sigmoid(), deviation, groups), weight, bias).view_as(x);
    }

    private static Tensor S1Formula(Tensor x, Tensor weight, Tensor bias, long groups, double eps)
    {
        var grouped = Grouped(x, groups);
        var deviation = (grouped.var([2L], unbiased: false, keepdim: true) + eps).sqrt();
        return Affine(ByGroup(x, nn.functional.silu(x.flatten(2)), deviation, groups), weight, bias).view_as(x);
    }

    private static Tensor S2Formula(Tensor x, Tensor weight, Tensor bias, long groups, double eps)
    {
        var grouped = Grouped(x, groups);
        var size = (grouped.square().mean([2L], keepdim: true) + eps).sqrt();
        return Affine(ByGroup(x, nn.functional.silu(x.flatten(2)), size, groups), weight, bias).view_as(x);
    }

    private static Tensor AffineOnlyFormula(Tensor x, Tensor weight, Tensor bias) => Affine(x.flatten(2), weight, bias).view_as(x);

    private static Tensor BatchVariance(Tensor flat) => flat.var([0L, 2L], unbiased: false);

    private static Tensor Corrected(Tensor flat, Tensor variance, double correction) => variance * (flat.shape[0] * flat.shape[2]) / (flat.shape[0] * flat.shape[2] - correction);

    private static Tensor ByLarger(Tensor flat, Tensor variance, Tensor own, double eps) => flat / maximum((variance + eps).sqrt(), own);

    private static Tensor OwnDeviation(Tensor flat, Tensor v, double eps) => flat * v.unsqueeze(-1) + (flat.var([2L], unbiased: false, keepdim: true) + eps).sqrt();

    private static Tensor OwnRootMeanSquare(Tensor flat, double eps) => (flat.square().mean([2L], keepdim: true) + eps).sqrt();

    private static Tensor Grouped(Tensor x, long groups) => x.unflatten(1, groups, -1).flatten(2);

    private static Tensor ByGroup(Tensor x, Tensor gated, Tensor size, long groups) => (Grouped(gated, groups) / size).view_as(x).flatten(2);
}
