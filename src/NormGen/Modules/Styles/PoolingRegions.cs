using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>The pooling regions of a square image around a fixation point at its centre: a fovea, then log-polar regions that grow with eccentricity. Their masks, and how much of each becomes noise.</summary>
/// <remarks>
/// Deza, Jonnalagadda and Eckstein, Towards Metamerism via Foveated Style Transfer, 2017, arXiv 1705.10041; windows of Freeman and Simoncelli 2011 (<see cref="PoolingWindows"/>). Region 0 is the fovea, what the rings leave within its radius; region <c>1 + n · Rings + m</c> is sector <c>n</c> of ring <c>m</c>.
/// Masks are made when they are asked for and not kept: at 512 pixels a mask in float32 is a megabyte.
/// </remarks>
public sealed class PoolingRegions
{
    private readonly double e0, eMax, degrees, t;

    /// <summary>Lays out regions.</summary>
    /// <param name="scale">The diameter of a receptive field by its eccentricity: about 0.25 for V1, 0.5 for V2.</param>
    /// <param name="e0">Where the fovea ends, in degrees.</param>
    /// <param name="eMax">The largest eccentricity, in degrees.</param>
    /// <param name="size">The side of the image in pixels.</param>
    /// <param name="degrees">The side of the image in degrees of visual angle.</param>
    /// <param name="t">The width of the windows' transitions, beside that of a window.</param>
    public PoolingRegions(double scale, double e0 = 1, double eMax = 13, long size = 512, double degrees = 26, double t = 0.5)
    {
        (Sectors, Rings) = PoolingWindows.Counts(scale, e0, eMax);
        NormArguments.CheckCount(size, nameof(size));
        if (!(degrees > 0) || double.IsInfinity(degrees)) throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "degrees, the side of the image, must be positive.");
        (this.e0, this.eMax, Size, this.degrees, this.t) = (e0, eMax, size, degrees, t);
    }

    /// <summary>The side of the image in pixels.</summary>
    public long Size { get; }

    /// <summary>How many regions share a ring.</summary>
    public long Sectors { get; }

    /// <summary>How many rings there are.</summary>
    public long Rings { get; }

    /// <summary>How many regions there are, with the fovea.</summary>
    public long Count => Sectors * Rings + 1;

    /// <summary>The masks <c>[regions, size, size]</c>, the fovea first, with numbers in [0, 1].</summary>
    /// <param name="dtype">Their type; null: float32.</param>
    /// <param name="device">Where they are made.</param>
    public Tensor Masks(ScalarType? dtype = null, Device? device = null)
    {
        using var scope = NewDisposeScope();
        var (angular, radial, fovea) = Windows(dtype ?? ScalarType.Float32, device);
        return cat([fovea.unsqueeze(0), (angular.unsqueeze(1) * radial.unsqueeze(0)).flatten(0, 1)]).MoveToOuterDisposeScope();
    }

    /// <summary>The number of pixels of each region whose mask is above one half <c>[regions]</c>.</summary>
    public double[] Areas()
    {
        using var scope = NewDisposeScope();
        var (angular, radial, fovea) = Windows(ScalarType.Float64, null);
        var areas = angular.unbind().SelectMany(sector => (sector * radial).gt(0.5).sum([1L, 2L], type: ScalarType.Float64).data<double>().ToArray());
        return [fovea.gt(0.5).sum(ScalarType.Float64).item<double>(), .. areas];
    }

    /// <summary>How much of each region becomes noise, by its area: see <see cref="Alpha"/>.</summary>
    /// <param name="d">How fast it grows with the radius.</param>
    public double[] Alphas(double d = 1.281) => Alpha(Areas(), d, degrees, Size);

    /// <summary>The masks brought to the grid of a feature map, bilinearly, and their positions listed.</summary>
    /// <param name="grid">The side of the feature map.</param>
    /// <param name="threshold">What a mask has to exceed.</param>
    /// <param name="blend">What becomes of positions that several regions cover.</param>
    /// <param name="dtype">The masks' type; null: float32.</param>
    /// <param name="device">Where the lists live.</param>
    public FoveatedRegions On(long grid, double threshold = 0.001, FoveaBlend blend = FoveaBlend.LaterWins, ScalarType? dtype = null, Device? device = null)
    {
        NormArguments.CheckCount(grid, nameof(grid));
        using var scope = NewDisposeScope();
        var (angular, radial, fovea) = Windows(dtype ?? ScalarType.Float32, device);
        List<Tensor> levels = [Fitted(fovea.unsqueeze(0))];
        foreach (var sector in angular.unbind()) levels.Add(Fitted(sector * radial));
        return new FoveatedRegions(cat(levels), threshold, blend);

        Tensor Fitted(Tensor masks)
        {
            using var inner = NewDisposeScope();
            return (grid == Size ? masks : nn.functional.interpolate(masks.unsqueeze(0), [grid, grid], mode: InterpolationMode.Bilinear, align_corners: false).squeeze(0)).MoveToOuterDisposeScope();
        }
    }

    /// <summary>How much of a region becomes noise: <c>-1 + 2 / (1 + exp(-d · rho))</c> with its radius <c>rho = sqrt(area / 3.14) · degrees / pixels</c> in degrees; nothing of the first, the fovea.</summary>
    /// <param name="areas">The numbers of pixels of the regions, the fovea first.</param>
    /// <param name="d">How fast it grows with the radius; fitted to observers for the authors' viewing geometry.</param>
    /// <param name="degrees">The side of the image in degrees of visual angle.</param>
    /// <param name="pixels">The side of the image in pixels.</param>
    /// <remarks>The literal 3.14 is the authors'.</remarks>
    public static double[] Alpha(IReadOnlyList<double> areas, double d = 1.281, double degrees = 26, double pixels = 512)
    {
        ArgumentNullException.ThrowIfNull(areas);
        return [.. areas.Select((area, i) => area < 0 || double.IsNaN(area) ? throw new ArgumentException($"An area is a number of pixels, but region {i} has {area}.", nameof(areas))
            : i == 0 ? 0 : -1 + 2 / (1 + Math.Exp(-d * Math.Sqrt(area / 3.14) * degrees / pixels)))];
    }

    /// <summary>Windows over the sectors and over the rings at each pixel, and the fovea.</summary>
    private (Tensor Angular, Tensor Radial, Tensor Fovea) Windows(ScalarType type, Device? device)
    {
        var axis = (arange(Size, dtype: ScalarType.Float64, device: device) + 0.5 - Size / 2.0) * (degrees / Size);
        var (x, y) = (axis.unsqueeze(0), -axis.unsqueeze(1));
        var eccentricity = (x.square() + y.square()).sqrt();
        var radial = PoolingWindows.Radial(eccentricity, Rings, e0, eMax, t);
        var edge = e0 * Math.Exp(Math.Log(eMax / e0) / Rings);
        var fovea = where(eccentricity.lt(edge), 1 - radial.sum([0L]), zeros_like(eccentricity));
        return (PoolingWindows.Angular(atan2(y.expand_as(eccentricity), x.expand_as(eccentricity)), Sectors, t).to(type), radial.to(type), fovea.to(type));
    }
}
