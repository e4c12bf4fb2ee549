using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

// The formulas, in the order of the methods they belong to. What they share is inlined when they are read.
public static partial class Norms
{
    private static Tensor RMSNormFormula(Tensor x, Tensor weight, double eps) => ByRootMeanSquare(x, eps) * weight;

    private static Tensor RMSNormWithoutAffineFormula(Tensor x, double eps) => ByRootMeanSquare(x, eps);

    private static Tensor LayerNormFormula(Tensor x, Tensor weight, Tensor bias, double eps) => Standardized(x, eps) * weight + bias;

    private static Tensor LayerNormWithoutBiasFormula(Tensor x, Tensor weight, double eps) => Standardized(x, eps) * weight;

    private static Tensor LayerNormWithoutAffineFormula(Tensor x, double eps) => Standardized(x, eps);

    private static Tensor ByRootMeanSquare(Tensor x, double eps) => x * rsqrt(x.square().mean([-1], keepdim: true) + eps);

    private static Tensor Standardized(Tensor x, double eps) => ByRootMeanSquare(x - x.mean([-1], keepdim: true), eps);
}
