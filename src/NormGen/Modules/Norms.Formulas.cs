using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

// The formulas, in the order of the methods they belong to. What they share is inlined when they are read.
public static partial class Norms
{
    private static Tensor RMSNormFormula(Tensor x, Tensor weight, double eps) => ByRootMeanSquare(x, eps) * weight;

    private static Tensor RMSNormWithoutAffineFormula(Tensor x, double eps) => ByRootMeanSquare(x, eps);

    private static Tensor ShiftedRMSNormFormula(Tensor x, Tensor weight, Tensor bias, double eps) => ByRootMeanSquare(x, eps) * weight + bias;

    private static Tensor LayerNormFormula(Tensor x, Tensor weight, Tensor bias, double eps) => Standardized(x, eps) * weight + bias;

    private static Tensor LayerNormWithoutBiasFormula(Tensor x, Tensor weight, double eps) => Standardized(x, eps) * weight;

    private static Tensor LayerNormWithoutAffineFormula(Tensor x, double eps) => Standardized(x, eps);

    private static Tensor LayerNormByDeviationFormula(Tensor x, Tensor weight, Tensor bias, double eps)
    {
        var centred = x - x.mean([-1], keepdim: true);
        return centred / (centred.square().mean([-1], keepdim: true).sqrt() + eps) * weight + bias;
    }

    private static Tensor CRMSNormFormula(Tensor x, double eps) => x * rsqrt((x.square().sum([-1L], keepdim: true) + x.sum([-1L], keepdim: true).square()) / (x.shape[^1] + 1) + eps);

    private static Tensor ByRootMeanSquare(Tensor x, double eps) => x * rsqrt(x.square().mean([-1], keepdim: true) + eps);

    internal static Tensor Standardized(Tensor x, double eps) => ByRootMeanSquare(x - x.mean([-1], keepdim: true), eps);
}
