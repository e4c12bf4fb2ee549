using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>The smooth windows of log-polar pooling regions: functions of angle and eccentricity whose neighbours add up to one.</summary>
/// <remarks>Freeman and Simoncelli, Metamers of the ventral stream, Nature Neuroscience 14, 2011. Evaluated in closed form; the authors' program rounds angles and distances to tables.</remarks>
public static class PoolingWindows
{
    /// <summary>The window: rises over a width <paramref name="t"/> around -1/2, is one, and falls over the same width around 1/2.</summary>
    /// <param name="x">Where it is evaluated.</param>
    /// <param name="t">The width of the transitions, in (0, 1].</param>
    /// <returns>Numbers in [0, 1], of the shape of <paramref name="x"/>.</returns>
    public static Tensor Window(Tensor x, double t = 0.5)
    {
        if (!(t is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(t), t, "t, the width of the transitions, must lie in (0, 1].");
        using var scope = NewDisposeScope();
        var (rise, fall) = (((x - (t - 1) / 2) * (Math.PI / 2 / t)).cos().square(), 1 - ((x - (1 + t) / 2) * (Math.PI / 2 / t)).cos().square());
        var zero = zeros_like(x);
        var window = where(x.le(-(1 + t) / 2), zero, where(x.le((t - 1) / 2), rise, where(x.le((1 - t) / 2), ones_like(x), where(x.le((1 + t) / 2), fall, zero))));
        return window.MoveToOuterDisposeScope();
    }

    /// <summary>The windows over the angle; they add up to one everywhere.</summary>
    /// <param name="theta">Angles in radians, of any shape.</param>
    /// <param name="count">How many windows.</param>
    /// <param name="t">The width of the transitions, beside that of a window.</param>
    /// <returns>A tensor <c>[count, ...]</c>.</returns>
    public static Tensor Angular(Tensor theta, long count, double t = 0.5)
    {
        NormArguments.CheckCount(count, nameof(count));
        using var scope = NewDisposeScope();
        var width = 2 * Math.PI / count;
        var centres = (arange(count, dtype: theta.dtype, device: theta.device) * width + width * (1 - t) / 2).view([count, .. Enumerable.Repeat(1L, (int)theta.ndim)]);
        var distance = theta.unsqueeze(0) - centres;
        var wrapped = distance - (distance / (2 * Math.PI)).round() * (2 * Math.PI);
        return Window(wrapped / width, t).MoveToOuterDisposeScope();
    }

    /// <summary>The windows over the logarithm of the eccentricity; they add up to one between the centres of the first and the last.</summary>
    /// <param name="eccentricity">Distances from the fixation point in degrees, of any shape.</param>
    /// <param name="count">How many windows.</param>
    /// <param name="e0">Where the fovea ends, in degrees.</param>
    /// <param name="eMax">The largest eccentricity, in degrees.</param>
    /// <param name="t">The width of the transitions, beside that of a window.</param>
    /// <returns>A tensor <c>[count, ...]</c>.</returns>
    public static Tensor Radial(Tensor eccentricity, long count, double e0, double eMax, double t = 0.5)
    {
        NormArguments.CheckCount(count, nameof(count));
        CheckRange(e0, eMax);
        using var scope = NewDisposeScope();
        var width = Math.Log(eMax / e0) / count;
        var centres = (arange(1, count + 1, dtype: eccentricity.dtype, device: eccentricity.device) * width + Math.Log(e0)).view([count, .. Enumerable.Repeat(1L, (int)eccentricity.ndim)]);
        return Window((eccentricity.log().unsqueeze(0) - centres) / width, t).MoveToOuterDisposeScope();
    }

    /// <summary>How many windows a scale has: <c>floor(2π / (scale / 2))</c> over the angle, <c>ceil(ln(eMax / e0) / scale)</c> over the eccentricity.</summary>
    /// <param name="scale">The diameter of a receptive field by its eccentricity: about 0.25 for V1, 0.5 for V2.</param>
    /// <param name="e0">Where the fovea ends, in degrees.</param>
    /// <param name="eMax">The largest eccentricity, in degrees.</param>
    public static (long Angular, long Radial) Counts(double scale, double e0, double eMax)
    {
        if (!(scale is > 0 and < 4 * Math.PI)) throw new ArgumentOutOfRangeException(nameof(scale), scale, "scale, a receptive field's diameter by its eccentricity, must be positive, and below 4π, where no region is left.");
        CheckRange(e0, eMax);
        return ((long)Math.Floor(2 * Math.PI / (scale / 2)), (long)Math.Ceiling((Math.Log(eMax) - Math.Log(e0)) / scale));
    }

    private static void CheckRange(double e0, double eMax)
    {
        if (!(e0 > 0) || double.IsInfinity(e0)) throw new ArgumentOutOfRangeException(nameof(e0), e0, "e0, where the fovea ends, must be a positive number of degrees.");
        if (!(eMax > e0) || double.IsInfinity(eMax)) throw new ArgumentOutOfRangeException(nameof(eMax), eMax, $"eMax, the largest eccentricity, must be above e0 = {e0}.");
    }
}
