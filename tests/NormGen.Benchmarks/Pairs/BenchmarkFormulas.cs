using NormGen.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>Formulas as a user writes them, for pairs that no module of the library serves.</summary>
internal static partial class BenchmarkFormulas
{
    /// <summary>A softmax that may give nothing any weight: e^x / (1 + Σ e^x), with the larger of the row's maximum and zero taken off.</summary>
    [Fused(nameof(SoftmaxWithSinkFormula))]
    public static partial Tensor SoftmaxWithSink(Tensor x);

    /// <summary>The formula of <see cref="SoftmaxWithSink"/>; as TorchSharp code it is the composed form at its best: the maximum cancels and needs no gradient.</summary>
    public static Tensor SoftmaxWithSinkFormula(Tensor x)
    {
        var max = x.amax([-1L], keepdim: true).clamp_min(0).detach();
        var e = (x - max).exp();
        return e / ((-max).exp() + e.sum([-1L], keepdim: true));
    }

    /// <summary>The joint of Peri-LN between two sublayers, h in the memory of x.</summary>
    [Fused(nameof(PeriJointFormula))]
    public static partial (Tensor x, Tensor Normed) PeriJoint_([Inplace] Tensor x, Tensor branch, [PerFeature] Tensor outWeight, [PerFeature] Tensor outBias, [PerFeature] Tensor inWeight, [PerFeature] Tensor inBias, double eps);

    private static (Tensor, Tensor) PeriJointFormula(Tensor x, Tensor branch, Tensor outWeight, Tensor outBias, Tensor inWeight, Tensor inBias, double eps)
    {
        var h = x + Norms.LayerNorm(branch, outWeight, outBias, eps);
        return (h, Norms.LayerNorm(h, inWeight, inBias, eps));
    }

    /// <summary>Each feature by the mean and variance of its column.</summary>
    [Fused(nameof(ColumnNormFormula))]
    public static partial Tensor ColumnNorm(Tensor x, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps);

    private static Tensor ColumnNormFormula(Tensor x, Tensor weight, Tensor bias, double eps)
        => (x - x.mean([0L], keepdim: true)) * rsqrt(x.var(0, unbiased: false, keepdim: true) + eps) * weight + bias;
}
