using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Fused formulas of a user, for tests of what runs them.</summary>
internal static partial class Gates
{
    /// <summary>The projection of a row on itself, gated.</summary>
    [Fused(nameof(CosineFormula))]
    internal static partial Tensor Cosine(Tensor x, [PerFeature] Tensor gain, double eps = 1e-6);

    /// <summary>The same in TorchSharp.</summary>
    internal static Tensor CosineFormula(Tensor x, Tensor gain, double eps)
        => x * (x * gain).sum(-1, keepdim: true) * rsqrt(x.square().sum(-1, keepdim: true) + eps);

    /// <summary>A gated sum and its norm.</summary>
    [Fused(nameof(JointFormula))]
    internal static partial (Tensor Stream, Tensor Normed) Joint(Tensor x, Tensor f, [PerFeature] Tensor gain, double scale = 0.5);

    /// <summary>The same in TorchSharp.</summary>
    internal static (Tensor Stream, Tensor Normed) JointFormula(Tensor x, Tensor f, Tensor gain, double scale)
    {
        var stream = x + scale * f.tanh();
        return (stream, stream * rsqrt(stream.square().mean([-1L], keepdim: true) + 1e-5) * gain);
    }

    /// <summary>A step along rows of length one, with momentum.</summary>
    [Fused(nameof(StepFormula))]
    internal static partial void Step([Updated] Tensor p, Tensor g, [Updated] Tensor m, [PerFeature] Tensor rate, double lr = 0.1);

    private static (Tensor p, Tensor m) StepFormula(Tensor p, Tensor g, Tensor m, Tensor rate, double lr)
    {
        var momentum = 0.9 * m + g;
        return (p - lr * rate * momentum / (momentum.norm(1, keepdim: true) + 1e-8), momentum);
    }
}
