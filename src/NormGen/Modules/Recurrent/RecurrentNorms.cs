using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What layer-normalized recurrent cells compute between their matrix products: norms, gates and states of a step as one kernel each.</summary>
/// <remarks>Ba, Kiros and Hinton, Layer Normalization, 2016, arXiv 1607.06450. Every formula is plain TorchSharp: it is the fallback on other devices and types, and for second derivatives.</remarks>
internal static partial class RecurrentNorms
{
    private const string Source = "Ba, Kiros and Hinton 2016, arXiv 1607.06450";

    /// <summary>The state of an RNN: <c>tanh(LN(a))</c>.</summary>
    [Fused(nameof(TanhStateFormula), Source = Source)]
    internal static partial Tensor TanhState(Tensor a, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps);

    /// <summary>The state of an RNN: <c>relu(LN(a))</c>.</summary>
    [Fused(nameof(ReluStateFormula), Source = Source)]
    internal static partial Tensor ReluState(Tensor a, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps);

    /// <summary>The gates of an LSTM before their functions: <c>LN(x) + LN(h)</c>, each with its own gain; all offsets added are one.</summary>
    [Fused(nameof(GateSumFormula), Source = Source)]
    internal static partial Tensor GateSum(Tensor x, Tensor h, [PerFeature] Tensor weight_x, [PerFeature] Tensor weight_h, [PerFeature] Tensor bias, double eps);

    /// <summary>The states of an LSTM: <c>c' = sigmoid(f) · c + sigmoid(i) · tanh(g)</c> and <c>h' = sigmoid(o) · tanh(LN(c'))</c>.</summary>
    [Fused(nameof(LstmStateFormula), Source = Source)]
    internal static partial (Tensor H, Tensor C) LstmState(Tensor i, Tensor f, Tensor o, Tensor g, Tensor c, [PerFeature] Tensor weight, [PerFeature] Tensor bias, double eps);

    /// <summary>The gates of a GRU: <c>sigmoid(LN(x) + LN(h))</c>.</summary>
    [Fused(nameof(GatesFormula), Source = Source)]
    internal static partial Tensor Gates(Tensor x, Tensor h, [PerFeature] Tensor weight_x, [PerFeature] Tensor weight_h, [PerFeature] Tensor bias, double eps);

    /// <summary>The state of a GRU: <c>u · h + (1 - u) · tanh(LN(x) + r · LN(s))</c>, s the product with the state.</summary>
    [Fused(nameof(GruStateFormula), Source = Source)]
    internal static partial Tensor GruState(
        Tensor x, Tensor s, Tensor r, Tensor u, Tensor h, [PerFeature] Tensor weight_x, [PerFeature] Tensor bias_x, [PerFeature] Tensor weight_s, [PerFeature] Tensor bias_s, double eps);

    private static Tensor TanhStateFormula(Tensor a, Tensor weight, Tensor bias, double eps) => (Norms.Standardized(a, eps) * weight + bias).tanh();

    private static Tensor ReluStateFormula(Tensor a, Tensor weight, Tensor bias, double eps) => nn.functional.relu(Norms.Standardized(a, eps) * weight + bias);

    private static Tensor GateSumFormula(Tensor x, Tensor h, Tensor weight_x, Tensor weight_h, Tensor bias, double eps) => Norms.Standardized(x, eps) * weight_x + Norms.Standardized(h, eps) * weight_h + bias;

    private static (Tensor H, Tensor C) LstmStateFormula(Tensor i, Tensor f, Tensor o, Tensor g, Tensor c, Tensor weight, Tensor bias, double eps)
    {
        var cell = f.sigmoid() * c + i.sigmoid() * g.tanh();
        return (o.sigmoid() * (Norms.Standardized(cell, eps) * weight + bias).tanh(), cell);
    }

    private static Tensor GatesFormula(Tensor x, Tensor h, Tensor weight_x, Tensor weight_h, Tensor bias, double eps) => GateSumFormula(x, h, weight_x, weight_h, bias, eps).sigmoid();

    private static Tensor GruStateFormula(Tensor x, Tensor s, Tensor r, Tensor u, Tensor h, Tensor weight_x, Tensor bias_x, Tensor weight_s, Tensor bias_s, double eps)
    {
        var n = (Norms.Standardized(x, eps) * weight_x + bias_x + r * (Norms.Standardized(s, eps) * weight_s + bias_s)).tanh();
        return u * h + (1 - u) * n;
    }
}
