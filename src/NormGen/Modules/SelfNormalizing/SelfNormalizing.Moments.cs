using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <content>The moment map and its fixed points.</content>
public static partial class SelfNormalizing
{
    /// <summary>Mean and variance of <c>selu(z)</c> where z is normally distributed: in a layer, of mean <c>mu · sum(w)</c> and variance <c>nu · sum(w²)</c> of a unit's weights and its inputs' mean and variance.</summary>
    /// <param name="mean">The mean of z.</param>
    /// <param name="variance">The variance of z, above zero.</param>
    /// <param name="alpha">SELU's alpha.</param>
    /// <param name="scale">SELU's scale.</param>
    /// <returns>Mean and variance behind SELU.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The variance is not above zero, or a number is not finite.</exception>
    public static (double Mean, double Variance) Moments(double mean, double variance, double alpha = Alpha, double scale = Scale)
    {
        var (a, b, c, d) = Terms(mean, variance);
        var behind = scale / 2 * (a - alpha * b);
        return (behind, scale * scale / 2 * (c + alpha * alpha * d) - behind * behind);
    }

    /// <summary>The SELU that maps normally distributed numbers of this mean and variance to the same mean and variance, by Newton's method.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="variance">The variance, above zero.</param>
    /// <returns>Alpha and scale; what alpha dropout drops is <c>-Scale · Alpha</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The variance is not above zero, a number is not finite, or there is no such SELU.</exception>
    public static (double Alpha, double Scale) FixedPoint(double mean, double variance)
    {
        var (a, b, c, d) = Terms(mean, variance);
        var (alpha, scale) = (1.67, 1.05);
        for (var i = 0; i < 100; i++)
        {
            var (linear, square) = (a - alpha * b, c + alpha * alpha * d);
            var (first, second) = (scale / 2 * linear - mean, scale * scale / 2 * square - (variance + mean * mean));
            var (firstByAlpha, firstByScale, secondByAlpha, secondByScale) = (-scale * b / 2, linear / 2, scale * scale * alpha * d, scale * square);
            var determinant = firstByAlpha * secondByScale - firstByScale * secondByAlpha;
            var (alphaStep, scaleStep) = ((first * secondByScale - second * firstByScale) / determinant, (second * firstByAlpha - first * secondByAlpha) / determinant);
            (alpha, scale) = (alpha - alphaStep, scale - scaleStep);
            if (Math.Abs(alphaStep) + Math.Abs(scaleStep) < 1e-14 * (Math.Abs(alpha) + Math.Abs(scale))) break;
        }

        var (reachedMean, reachedVariance) = Moments(mean, variance, alpha, scale);
        return Math.Abs(reachedMean - mean) + Math.Abs(reachedVariance - variance) < 1e-9 * (1 + variance) && alpha > 0 && scale > 0
            ? (alpha, scale)
            : throw new ArgumentOutOfRangeException(nameof(mean), mean, $"No SELU was found that keeps mean {mean} and variance {variance}.");
    }

    /// <summary>The moments without alpha and scale: <c>mean = scale/2 · (a - alpha · b)</c>, <c>E[y²] = scale²/2 · (c + alpha² · d)</c>.</summary>
    private static (double A, double B, double C, double D) Terms(double m, double v)
    {
        if (!double.IsFinite(m)) throw new ArgumentOutOfRangeException("mean", m, "mean must be a finite number.");
        if (!(v > 0) || double.IsInfinity(v)) throw new ArgumentOutOfRangeException("variance", v, "variance must be a finite number above zero.");
        var s = Math.Sqrt(2 * v);
        var (zero, one, two) = (Erfc(m / s), Math.Exp(m + v / 2) * Erfc((m + v) / s), Math.Exp(2 * (m + v)) * Erfc((m + 2 * v) / s));
        var density = Math.Sqrt(2 * v / Math.PI) * Math.Exp(-m * m / (2 * v));
        return (m + density + m * (1 - zero), zero - one, m * density + (m * m + v) * (2 - zero), zero - 2 * one + two);
    }

    private static double Erfc(double x)
    {
        using var scope = NewDisposeScope();
        return special.erfc(tensor(x, ScalarType.Float64)).item<double>();
    }
}
