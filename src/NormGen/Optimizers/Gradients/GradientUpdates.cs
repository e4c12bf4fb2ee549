using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>What the gradient tools are made of, as fused sweeps.</summary>
public static partial class GradientUpdates
{
    /// <summary>The largest element and the sum of squares of each row, in one sweep. They are float32 at least, where the squares of half types would overflow.</summary>
    /// <param name="gradient">The gradient <c>[rows, ..]</c>.</param>
    /// <param name="largest">Takes the largest magnitude of each row.</param>
    /// <param name="squares">Takes the sum of squares of each row.</param>
    [Fused(nameof(SizesFormula))]
    public static partial void Sizes(Tensor gradient, [Updated, PerRow] Tensor largest, [Updated, PerRow] Tensor squares);

    /// <summary>The sum of powers of each row.</summary>
    /// <param name="gradient">The gradient <c>[rows, ..]</c>.</param>
    /// <param name="powers">Takes the sum of powers of each row.</param>
    /// <param name="p">The exponent.</param>
    [Fused(nameof(PowersFormula))]
    public static partial void Powers(Tensor gradient, [Updated, PerRow] Tensor powers, double p);

    /// <summary>The sum of squares of each row, had its large elements been clipped.</summary>
    /// <param name="gradient">The gradient <c>[rows, ..]</c>.</param>
    /// <param name="squares">Takes the sum of squares of each row.</param>
    /// <param name="threshold">Elements larger than this are clipped.</param>
    /// <param name="shrink">What clipped elements are multiplied by.</param>
    [Fused(nameof(ClippedSquaresFormula), Source = "Huang et al. 2025, arXiv 2502.17055")]
    public static partial void ClippedSquares(Tensor gradient, [Updated, PerRow] Tensor squares, double threshold, double shrink);

    /// <summary>Multiplies a gradient by a number.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="factor">The number.</param>
    [Fused(nameof(ScaleFormula))]
    public static partial void Scale([Updated] Tensor gradient, double factor);

    /// <summary>Shrinks the large elements of a gradient.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="threshold">Elements larger than this are clipped.</param>
    /// <param name="shrink">What clipped elements are multiplied by.</param>
    [Fused(nameof(ClipFormula), Source = "Huang et al. 2025, arXiv 2502.17055")]
    public static partial void Clip([Updated] Tensor gradient, double threshold, double shrink);

    /// <summary>Adaptive clipping: no row of the gradient is longer than a part of the row of its weight.</summary>
    /// <param name="gradient">The gradient <c>[rows, ..]</c>.</param>
    /// <param name="parameter">The weight.</param>
    /// <param name="clip_factor">The part.</param>
    /// <param name="eps">The smallest length of a row of the weight.</param>
    [Fused(nameof(AdaptiveFormula), Source = "Brock, De, Smith and Simonyan 2021, arXiv 2102.06171")]
    public static partial void Adaptive([Updated] Tensor gradient, Tensor parameter, double clip_factor, double eps);

    /// <summary>Elements above a threshold, times a factor that makes the largest of them the threshold.</summary>
    internal static Tensor Clipped(Tensor gradient, double threshold, double shrink) => where(gradient.abs() > threshold, gradient * shrink, gradient);

    private static (Tensor largest, Tensor squares) SizesFormula(Tensor gradient, Tensor largest, Tensor squares) => (gradient.abs().amax([-1L]), gradient.square().sum([-1L]));

    private static Tensor PowersFormula(Tensor gradient, Tensor powers, double p) => gradient.abs().pow(p).sum([-1L]);

    private static Tensor ClippedSquaresFormula(Tensor gradient, Tensor squares, double threshold, double shrink) => Clipped(gradient, threshold, shrink).square().sum([-1L]);

    private static Tensor ScaleFormula(Tensor gradient, double factor) => gradient * factor;

    private static Tensor ClipFormula(Tensor gradient, double threshold, double shrink) => Clipped(gradient, threshold, shrink);

    private static Tensor AdaptiveFormula(Tensor gradient, Tensor parameter, double clip_factor, double eps)
    {
        var (most, size) = (Length(parameter).clamp_min(eps) * clip_factor, Length(gradient));
        return where(size < most, gradient, gradient * (most / size.clamp_min(1e-6)));
    }

    private static Tensor Length(Tensor rows) => rows.square().sum([-1L], keepdim: true).sqrt();
}
