using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What keeps the activations of a deep net at mean zero and variance one without norms: SELU, alpha dropout in the place of dropout, and what they are computed from. They work only together, and with <c>lecun_normal_</c>.</summary>
/// <remarks>
/// Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, 2017, arXiv 1706.02515. At 0 the derivative of SELU is <c>Scale · Alpha</c>, as in the paper and torch (TensorFlow: <c>Scale</c>).
/// Forward and backward are fused kernels on the CPU; every formula is plain TorchSharp and the fallback elsewhere.
/// </remarks>
public static partial class SelfNormalizing
{
    /// <summary>SELU's alpha, for the fixed point of mean zero and variance one.</summary>
    public const double Alpha = 1.6732632423543772848170429916717;

    /// <summary>SELU's scale, the paper's lambda, for the fixed point of mean zero and variance one.</summary>
    public const double Scale = 1.0507009873554804934193349852946;

    /// <summary>What SELU approaches at minus infinity, <c>-Scale · Alpha</c>: the value of what alpha dropout drops.</summary>
    public const double DroppedValue = -Scale * Alpha;

    private const string Source = "Klambauer, Unterthiner, Mayr and Hochreiter 2017, arXiv 1706.02515";

    /// <summary>SELU: <c>scale · x</c> above zero, else <c>scale · alpha · (e^x - 1)</c>, without loss of digits near zero.</summary>
    /// <param name="x">The tensor, of any shape.</param>
    /// <param name="alpha">How far it saturates; see <see cref="Alpha"/>.</param>
    /// <param name="scale">The slope above zero; see <see cref="Scale"/>.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(SeluFormula), Backward = nameof(SeluBackward), Source = Source)]
    public static partial Tensor Selu(Tensor x, double alpha = Alpha, double scale = Scale);

    /// <summary>SELU and alpha dropout as one: <c>a · selu(x) + b</c> where the random number of a place is at least p, else <c>a · dropped + b</c>; backward draws the numbers again.</summary>
    /// <param name="x">The tensor, of any shape.</param>
    /// <param name="p">The probability that an element is dropped.</param>
    /// <param name="a">What restores the variance; see <see cref="AlphaDropoutMap"/>.</param>
    /// <param name="b">What restores the mean.</param>
    /// <param name="seed">The seed, between -2^53 and 2^53 (exclusive); another one in each step.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(SeluDropoutFormula), Backward = nameof(SeluDropoutBackward), Source = Source)]
    internal static partial Tensor SeluDropout(Tensor x, double p, double a, double b, long seed);

    /// <summary>Alpha dropout by a seed.</summary>
    /// <param name="x">The tensor, of any shape.</param>
    /// <param name="p">The probability that an element is dropped.</param>
    /// <param name="dropped">The value of what is dropped.</param>
    /// <param name="a">What restores the variance.</param>
    /// <param name="b">What restores the mean.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(DropFormula), Source = Source)]
    internal static partial Tensor Drop(Tensor x, double p, double dropped, double a, double b, long seed);

    /// <summary>Alpha dropout by a mask, 1 where an element is kept and 0 where it is dropped: <c>a · (x · keep + dropped · (1 - keep)) + b</c>.</summary>
    /// <param name="x">The tensor, of any shape.</param>
    /// <param name="keep">The mask, of the shape of <paramref name="x"/>.</param>
    /// <param name="dropped">The value of what is dropped.</param>
    /// <param name="a">What restores the variance.</param>
    /// <param name="b">What restores the mean.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(DropByMaskFormula), Source = Source)]
    internal static partial Tensor DropByMask(Tensor x, Tensor keep, double dropped, double a, double b);

    /// <summary>Alpha dropout of whole channels: as <see cref="DropByMask"/>, with a mask value for each channel of each sample.</summary>
    /// <param name="x">The input <c>[batch, channels, ...]</c>.</param>
    /// <param name="keep">The mask <c>[batch, channels]</c>.</param>
    /// <param name="dropped">The value of what is dropped.</param>
    /// <param name="a">What restores the variance.</param>
    /// <param name="b">What restores the mean.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    [Fused(nameof(DropChannelsFormula), Source = Source)]
    internal static partial Tensor DropChannels(Tensor x, [PerInstance] Tensor keep, double dropped, double a, double b);

    // e^x - 1 = 2t / (1 - t) with t = tanh(x / 2): nothing cancels, for x below zero.
    private static Tensor SeluFormula(Tensor x, double alpha, double scale)
    {
        var t = (x.clamp_max(0) * 0.5).tanh();
        return where(x > 0, x * scale, t / (1 - t) * (2 * alpha * scale));
    }

    private static Tensor SeluBackward(Tensor x, double alpha, double scale, Tensor dy) => where(x > 0, dy * scale, dy * (x.clamp_max(0).exp() * (alpha * scale)));

    private static Tensor SeluDropoutFormula(Tensor x, double p, double a, double b, long seed) => DropFormula(SeluFormula(x, Alpha, Scale), p, DroppedValue, a, b, seed);

    private static Tensor SeluDropoutBackward(Tensor x, double p, double a, double b, long seed, Tensor dy)
        => where(CounterRandom.uniform_like(x, seed) >= p, SeluBackward(x, Alpha, Scale, dy) * a, zeros_like(x));

    private static Tensor DropFormula(Tensor x, double p, double dropped, double a, double b, long seed) => where(CounterRandom.uniform_like(x, seed) >= p, x, ones_like(x) * dropped) * a + b;

    private static Tensor DropByMaskFormula(Tensor x, Tensor keep, double dropped, double a, double b) => where(keep > 0.5, x, ones_like(x) * dropped) * a + b;

    private static Tensor DropChannelsFormula(Tensor x, Tensor keep, double dropped, double a, double b)
    {
        var flat = x.flatten(2);
        return (where(keep.unsqueeze(-1) > 0.5, flat, ones_like(flat) * dropped) * a + b).view_as(x);
    }
}
