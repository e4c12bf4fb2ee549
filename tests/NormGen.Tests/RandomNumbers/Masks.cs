using static TorchSharp.torch;

namespace NormGen.Tests.RandomNumbers;

/// <summary>Fused formulas with random numbers, for tests of what runs them.</summary>
internal static partial class Masks
{
    /// <summary>Dropout and a norm of what is left.</summary>
    [Fused(nameof(DroppedFormula))]
    internal static partial Tensor Dropped(Tensor x, [PerFeature] Tensor gain, double p, long seed);

    /// <summary>The same in TorchSharp.</summary>
    internal static Tensor DroppedFormula(Tensor x, Tensor gain, double p, long seed)
    {
        var left = CounterRandom.dropout(x, p, seed);
        return left * rsqrt(left.square().mean([-1L], keepdim: true) + 1e-5) * gain;
    }

    /// <summary>A step with noise, element by element.</summary>
    [Fused(nameof(NoisyFormula))]
    internal static partial void Noisy([Updated] Tensor p, Tensor g, double lr, long seed);

    /// <summary>The same in TorchSharp.</summary>
    internal static Tensor NoisyFormula(Tensor p, Tensor g, double lr, long seed) => p - lr * (g + (CounterRandom.uniform_like(g, seed) - 0.5));
}
