using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Numbers as integers of few bits would hold them, emulated in floating point: uniform and symmetric, one scale for the whole tensor, <c>scale = max|x| / (2^(bits - 1) - 1)</c>, or one where all are zero.
/// </summary>
/// <remarks>
/// Guo, Liu et al., Towards Accurate and Efficient Sub-8-Bit Integer Training, 2024, arXiv 2411.10948, from the abstract: no code was released. Activations are rounded to the nearest and pass their gradient straight through;
/// gradients are rounded at random, which keeps their mean. Kernels are fused on the CPU; every formula is plain TorchSharp and the fallback elsewhere.
/// </remarks>
public static partial class Quantizers
{
    private const string Source = "Guo, Liu et al. 2024, arXiv 2411.10948";

    /// <summary>Rounds to the nearest, half to even: <c>clamp(round(x / scale), ±levels) · scale</c>. The gradient passes as it is.</summary>
    /// <param name="x">The tensor, of any shape.</param>
    /// <param name="bits">How many bits an integer has, 2 to 16.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    public static Tensor Nearest(Tensor x, int bits) => AsMatrix(x, matrix => RoundToNearest(matrix, Levels(bits)));

    /// <summary>Gives <paramref name="x"/> back, and rounds its gradient at random: <c>clamp(floor(dy / scale + noise), ±levels) · scale</c>.</summary>
    /// <param name="x">The tensor, of any shape.</param>
    /// <param name="bits">How many bits an integer has, 2 to 16.</param>
    /// <param name="noise">Uniform random numbers in [0, 1), of the shape of <paramref name="x"/>.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    public static Tensor QuantizedGradient(Tensor x, int bits, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(noise);
        if (!noise.shape.AsSpan().SequenceEqual(x.shape)) throw new ArgumentException($"noise has shape [{string.Join(", ", noise.shape)}], but there is a number needed for each of [{string.Join(", ", x.shape)}].", nameof(noise));
        using var scope = NewDisposeScope();
        return AsMatrix(x, matrix => RoundGradient(matrix, Matrix(noise), Levels(bits))).MoveToOuterDisposeScope();
    }

    /// <summary>Gives <paramref name="x"/> back, and rounds its gradient at random, by numbers that backward draws (<see cref="CounterRandom"/>): nothing is saved.</summary>
    /// <param name="x">The tensor, of any shape.</param>
    /// <param name="bits">How many bits an integer has, 2 to 16.</param>
    /// <param name="seed">The seed, between -2^53 and 2^53 (exclusive); another one in each step.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    public static Tensor QuantizedGradient(Tensor x, int bits, long seed)
    {
        Kernels.RandomArguments.CheckSeed(seed);
        return AsMatrix(x, matrix => RoundGradientBySeed(matrix, Levels(bits), seed));
    }

    /// <summary>The largest integer of so many bits with a sign: <c>2^(bits - 1) - 1</c>.</summary>
    internal static double Levels(int bits, string name = "bits")
        => bits is >= 2 and <= 16 ? (1 << (bits - 1)) - 1 : throw new ArgumentOutOfRangeException(name, bits, $"{name} must lie between 2 and 16.");

    [Fused(nameof(RoundToNearestFormula), Backward = nameof(RoundToNearestBackward), Source = Source)]
    internal static partial Tensor RoundToNearest(Tensor x, double levels);

    [Fused(nameof(RoundGradientFormula), Backward = nameof(RoundGradientBackward), Source = Source)]
    internal static partial Tensor RoundGradient(Tensor x, Tensor noise, double levels);

    [Fused(nameof(RoundGradientBySeedFormula), Backward = nameof(RoundGradientBySeedBackward), Source = Source)]
    internal static partial Tensor RoundGradientBySeed(Tensor x, double levels, long seed);

    private static Tensor RoundToNearestFormula(Tensor x, double levels)
    {
        var scale = Scale(x, levels);
        return (x / scale).round().clamp(-levels, levels) * scale;
    }

    private static Tensor RoundToNearestBackward(Tensor x, double levels, Tensor dy) => dy;

    private static Tensor RoundGradientFormula(Tensor x, Tensor noise, double levels) => x;

    private static Tensor RoundGradientBackward(Tensor x, Tensor noise, double levels, Tensor dy) => AtRandom(dy, noise, levels);

    private static Tensor RoundGradientBySeedFormula(Tensor x, double levels, long seed) => x;

    private static Tensor RoundGradientBySeedBackward(Tensor x, double levels, long seed, Tensor dy) => AtRandom(dy, CounterRandom.uniform_like(dy, seed), levels);

    private static Tensor AtRandom(Tensor x, Tensor noise, double levels)
    {
        var scale = Scale(x, levels);
        return (x / scale + noise).floor().clamp(-levels, levels) * scale;
    }

    private static Tensor Scale(Tensor x, double levels)
    {
        var largest = x.abs().amax([0L, 1L], keepdim: true);
        return where(largest > 0, largest / levels, ones_like(largest));
    }

    private static Tensor AsMatrix(Tensor x, Func<Tensor, Tensor> quantize)
    {
        ArgumentNullException.ThrowIfNull(x);
        NormArguments.CheckType(x, null, "A quantizer", nameof(x));
        using var scope = NewDisposeScope();
        return (x.numel() == 0 ? x.alias() : HalfInputs.Apply(Matrix(x), quantize).view(x.shape)).MoveToOuterDisposeScope();
    }

    private static Tensor Matrix(Tensor x) => x.ndim < 2 ? x.reshape(1, -1) : x.reshape(x.shape[0], -1);
}
