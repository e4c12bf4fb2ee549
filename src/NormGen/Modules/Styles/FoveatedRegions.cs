using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Regions of a feature map, each of which is mixed with noise of the same mean and deviation: <c>out = (1 - alpha) · c + alpha · AdaIN(noise, c)</c> over the positions of the region. Foveated style transfer, with its positions listed once.
/// </summary>
/// <remarks>
/// Deza, Jonnalagadda and Eckstein, Towards Metamerism via Foveated Style Transfer, 2017, arXiv 1705.10041. A position belongs to every region whose mask is above the threshold there. Statistics are those of all of a region's positions, also where another region writes.
/// Positions in no region become 0. A region of one position keeps the content, because it has no unbiased variance; a region without any does nothing.
/// All regions are computed together, as segments of one list of positions, whatever their number. Gradients flow to content, noise and alpha.
/// </remarks>
public sealed class FoveatedRegions : IDisposable
{
    private readonly long height, width;
    private readonly Tensor regions, positions, weights, counts, written;

    /// <summary>Lists the positions of regions.</summary>
    /// <param name="masks">The masks <c>[regions, height, width]</c> on the grid of the feature map, the fovea first.</param>
    /// <param name="threshold">What a mask has to exceed.</param>
    /// <param name="blend">What becomes of positions that several regions cover.</param>
    /// <exception cref="ArgumentException">The masks have another shape or type.</exception>
    public FoveatedRegions(Tensor masks, double threshold = 0.001, FoveaBlend blend = FoveaBlend.LaterWins)
    {
        ArgumentNullException.ThrowIfNull(masks);
        if (masks.ndim != 3 || masks.numel() == 0) throw new ArgumentException($"Masks have the shape [regions, height, width], but got [{string.Join(", ", masks.shape)}].", nameof(masks));
        NormArguments.CheckType(masks, null, nameof(FoveatedRegions), nameof(masks));
        using var scope = NewDisposeScope();
        (Count, height, width, Blend) = (masks.size(0), masks.size(1), masks.size(2), blend);
        var flat = masks.detach().flatten(1);
        var covered = flat.gt(threshold).nonzero();
        (regions, positions) = (covered.select(1, 0).contiguous(), covered.select(1, 1).contiguous());
        weights = flat.flatten()[regions * (height * width) + positions];
        counts = zeros(Count, ScalarType.Int64, masks.device).index_add(0, regions, ones_like(regions), 1);
        written = blend == FoveaBlend.Weighted ? arange(regions.size(0), dtype: ScalarType.Int64, device: masks.device) : Last(blend == FoveaBlend.FoveaLast ? (regions + (Count - 1)) % Count : regions);
        foreach (var tensor in (Tensor[])[regions, positions, weights, counts, written]) tensor.DetachFromDisposeScope();
    }

    /// <summary>How many regions there are.</summary>
    public long Count { get; }

    /// <summary>What becomes of positions that several regions cover.</summary>
    public FoveaBlend Blend { get; }

    /// <summary>How many positions each region has <c>[regions]</c>.</summary>
    public IReadOnlyList<long> Counts => [.. counts.cpu().data<long>()];

    /// <summary>Mixes every region with noise.</summary>
    /// <param name="content">The feature map <c>[batch, channels, height, width]</c>.</param>
    /// <param name="noise">The feature map of the noise, of the same shape.</param>
    /// <param name="alpha">How much of each region becomes noise <c>[regions]</c>, in [0, 1]; 0 returns the content.</param>
    /// <param name="eps">Added to both variances, inside the roots.</param>
    /// <returns>A tensor of the shape of <paramref name="content"/>.</returns>
    /// <exception cref="ArgumentException">Shapes or types do not fit.</exception>
    public Tensor Mix(Tensor content, Tensor noise, Tensor alpha, double eps = 1e-5)
    {
        Check(content, noise, alpha, eps);
        using var scope = NewDisposeScope();
        return HalfInputs.Apply(content, Mixed).MoveToOuterDisposeScope();

        Tensor Mixed(Tensor c)
        {
            var (flat, flatNoise) = (c.flatten(2), noise.to(c.dtype).flatten(2));
            var (mean, deviation) = Moments(flat, eps);
            var (noiseMean, noiseDeviation) = Moments(flatNoise, eps);
            var share = where(counts > 1, alpha.to(c.dtype), zeros_like(alpha, dtype: c.dtype));

            // One factor and one shift for each region and channel, then one multiply-add at each position that is written.
            var factor = share * deviation / noiseDeviation;
            var shift = share * mean - factor * noiseMean;
            var (where_, who) = (positions.index_select(0, written), regions.index_select(0, written));
            var mixed = flat.index_select(2, where_) * (1 - share).index_select(0, who) + flatNoise.index_select(2, where_) * factor.index_select(2, who) + shift.index_select(2, who);
            if (Blend == FoveaBlend.Weighted) mixed = mixed * Shares(c.dtype);
            return zeros_like(flat).index_add(2, where_, mixed, 1).view(c.shape);
        }
    }

    /// <summary>Disposes the lists.</summary>
    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[regions, positions, weights, counts, written]) tensor.Dispose();
    }

    /// <summary>Mean and deviation of each region <c>[batch, channels, regions]</c>, in two passes.</summary>
    private (Tensor Mean, Tensor Deviation) Moments(Tensor flat, double eps)
    {
        var listed = flat.index_select(2, positions);
        var empty = zeros([flat.size(0), flat.size(1), Count], flat.dtype, flat.device);
        var mean = empty.index_add(2, regions, listed, 1) / counts.clamp_min(1);
        var variance = empty.index_add(2, regions, (listed - mean.index_select(2, regions)).square(), 1) / (counts - 1).clamp_min(1);
        return (mean, (variance + eps).sqrt());
    }

    /// <summary>The part that each entry has in its position.</summary>
    private Tensor Shares(ScalarType type)
    {
        var own = weights.to(type);
        return own / zeros(height * width, type, own.device).index_add(0, positions, own, 1).index_select(0, positions);
    }

    /// <summary>The entries that write: at each position the one with the highest order.</summary>
    private Tensor Last(Tensor order)
    {
        var (orders, places) = (order.cpu().data<long>().ToArray(), positions.cpu().data<long>().ToArray());
        var last = new Dictionary<long, int>();
        for (var i = 0; i < places.Length; i++)
            if (!last.TryGetValue(places[i], out var other) || orders[i] > orders[other]) last[places[i]] = i;
        return tensor([.. last.Values.Order().Select(i => (long)i)], ScalarType.Int64, order.device);
    }

    private void Check(Tensor content, Tensor noise, Tensor alpha, double eps)
    {
        NormArguments.CheckEps(eps);
        AdaIN.CheckPositions(content, nameof(content));
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentNullException.ThrowIfNull(alpha);
        if (content.ndim != 4 || content.size(2) != height || content.size(3) != width) throw new ArgumentException($"The regions are on a grid of [{height}, {width}], but content is [{string.Join(", ", content.shape)}].", nameof(content));
        if (!noise.shape.AsSpan().SequenceEqual(content.shape) || noise.dtype != content.dtype)
            throw new ArgumentException($"Noise is {noise.dtype} [{string.Join(", ", noise.shape)}], but content {content.dtype} [{string.Join(", ", content.shape)}].", nameof(noise));
        if (alpha.ndim != 1 || alpha.size(0) != Count) throw new ArgumentException($"alpha has one number for each of the {Count} regions, but is [{string.Join(", ", alpha.shape)}].", nameof(alpha));
    }
}
