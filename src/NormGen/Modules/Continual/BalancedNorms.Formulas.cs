using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

// The formulas, in the order of the methods they belong to.
internal static partial class BalancedNorms
{
    private static (Tensor Y, Tensor running_mean, Tensor running_var, Tensor Mean, Tensor Variance) BalancedBatchNormFormula(
        Tensor x, Tensor share, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_var, double eta, double eps)
    {
        var shares = share.view(-1, 1, 1, 1);
        var mean = (shares * x.mean([2L, 3L], keepdim: true)).sum([0L], keepdim: true);
        var variance = (shares * (x - mean).square().mean([2L, 3L], keepdim: true)).sum([0L], keepdim: true);
        var y = (x - mean) * rsqrt(variance + eps) * weight.view(1, -1, 1, 1) + bias.view(1, -1, 1, 1);
        var (ownMean, ownVariance) = (mean.view(-1), variance.view(-1));
        return (y, running_mean + eta * (ownMean.detach() - running_mean), (1 - eta) * running_var + eta * ownVariance.detach(), ownMean, ownVariance);
    }

    private static Tensor RunningBatchNormFormula(Tensor x, Tensor weight, Tensor bias, Tensor running_mean, Tensor running_var, double eps)
        => (x - running_mean.view(1, -1, 1, 1)) * rsqrt(running_var + eps).view(1, -1, 1, 1) * weight.view(1, -1, 1, 1) + bias.view(1, -1, 1, 1);
}
