using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Alpha dropout's affine map for a fixed point: what is dropped gets SELU's lower limit, then <c>a · x + b</c> restores mean and variance; <c>a = sqrt(variance / (q · (p · (dropped - mean)² + variance)))</c>, <c>b = mean - a · (q · mean + p · dropped)</c> with <c>q = 1 - p</c>.
/// </summary>
/// <remarks>Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, 2017, arXiv 1706.02515; the form with a fixed point is the authors' code's.</remarks>
/// <param name="P">The probability that an element is dropped.</param>
/// <param name="Dropped">The value of what is dropped.</param>
/// <param name="A">What restores the variance.</param>
/// <param name="B">What restores the mean.</param>
public sealed record AlphaDropoutMap(double P, double Dropped, double A, double B)
{
    /// <summary>The map for a fixed point.</summary>
    /// <param name="p">The probability that an element is dropped, in [0, 1).</param>
    /// <param name="dropped">The value of what is dropped: minus scale times alpha of the SELU before it.</param>
    /// <param name="mean">The mean that is kept.</param>
    /// <param name="variance">The variance that is kept, above zero.</param>
    /// <returns>The map.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    public static AlphaDropoutMap For(double p, double dropped = SelfNormalizing.DroppedValue, double mean = 0, double variance = 1)
    {
        if (p is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "p, the probability that an element is dropped, must lie between 0 and 1, and below 1: of nothing, no variance can be restored.");
        if (!double.IsFinite(dropped)) throw new ArgumentOutOfRangeException(nameof(dropped), dropped, "dropped must be a finite number.");
        if (!double.IsFinite(mean)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "mean must be a finite number.");
        if (!(variance > 0) || double.IsInfinity(variance)) throw new ArgumentOutOfRangeException(nameof(variance), variance, "variance must be a finite number above zero.");
        var q = 1 - p;
        var a = Math.Sqrt(variance / (q * (p * (dropped - mean) * (dropped - mean) + variance)));
        return new(p, dropped, a, mean - a * (q * mean + p * dropped));
    }

    /// <summary>Alpha dropout with a mask that is given: 1 where an element is kept, 0 where it is dropped.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="keep">The mask, of the shape of <paramref name="x"/>, or <c>[batch, channels]</c> for whole channels of <c>[batch, channels, ...]</c>.</param>
    /// <returns>A tensor of the shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The mask has another shape.</exception>
    public Tensor Apply(Tensor x, Tensor keep)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(keep);
        if (keep.shape.AsSpan().SequenceEqual(x.shape)) return SelfNormalizing.DropByMask(x, keep, Dropped, A, B);
        if (keep.ndim == 2 && x.ndim > 2 && keep.shape.AsSpan().SequenceEqual(x.shape.AsSpan(0, 2))) return SelfNormalizing.DropChannels(x, keep, Dropped, A, B);
        throw new ArgumentException($"keep has shape [{string.Join(", ", keep.shape)}]; for [{string.Join(", ", x.shape)}] it must have the same, or the first two dimensions for whole channels.", nameof(keep));
    }
}
