using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Styles;

/// <summary>Pooling regions and foveated mixing against a loop over the regions, and what they refuse.</summary>
public class FoveatedRegionsTests
{
    [Theory]
    [InlineData(FoveaBlend.LaterWins)]
    [InlineData(FoveaBlend.FoveaLast)]
    [InlineData(FoveaBlend.Weighted)]
    public void Mixing_is_a_loop_over_the_regions_in_result_and_all_gradients(FoveaBlend blend)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var type = ScalarType.Float64;
        var pixel = zeros([2, 24, 24], type);
        pixel[0, 5, 7] = 1;
        var masks = cat([new PoolingRegions(scale: 1.0, size: 24, degrees: 26).Masks(type), pixel]);
        using var regions = new FoveatedRegions(masks, blend: blend);
        Assert.Equal([1L, 0], regions.Counts.TakeLast(2));
        var (content, noise, alpha) = (randn([2, 3, 24, 24], type).requires_grad_(), randn([2, 3, 24, 24], type).requires_grad_(), rand(masks.shape[0], dtype: type).requires_grad_());
        var (expected, actual, weights) = (Looped(masks, content, noise, alpha, blend), regions.Mix(content, noise, alpha), randn([2, 3, 24, 24], type));
        Compared.Same(expected, actual, type, "result");
        var (wanted, gradients) = (autograd.grad([expected], [content, noise, alpha], [weights]), autograd.grad([actual], [content, noise, alpha], [weights]));
        for (var i = 0; i < 3; i++) Compared.Same(wanted[i], gradients[i], type, "gradient " + i);
    }

    [Fact]
    public void Alpha_zero_returns_the_content_and_alpha_one_keeps_its_moments()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var masks = zeros(2, 8, 8);
        masks[0].slice(1, 0, 3, 1).fill_(1);
        masks[1].slice(1, 3, 8, 1).fill_(1);
        using var regions = new FoveatedRegions(masks);
        Assert.Equal([24L, 40], regions.Counts);
        var (content, noise) = (randn(1, 4, 8, 8) * 2 + 1, randn(1, 4, 8, 8));
        Compared.Same(content, regions.Mix(content, noise, zeros(2)), ScalarType.Float32, "alpha 0");
        var y = regions.Mix(content, noise, tensor(new[] { 0f, 1f }));
        Compared.Same(content.slice(3, 0, 3, 1), y.slice(3, 0, 3, 1), ScalarType.Float32, "fovea");
        var (own, mixed) = (content.slice(3, 3, 8, 1), y.slice(3, 3, 8, 1));
        Compared.Same(own.mean([2L, 3L]), mixed.mean([2L, 3L]), ScalarType.Float32, "mean");
        Compared.Same(own.flatten(2).std(2), mixed.flatten(2).std(2), ScalarType.Float32, "deviation");
        Assert.True((own - mixed).abs().max().item<float>() > 0.5f);
    }

    [Fact]
    public void Positions_in_no_region_are_zero_and_an_empty_region_does_nothing()
    {
        using var scope = NewDisposeScope();
        var masks = zeros(2, 4, 4);
        masks[0].slice(1, 0, 2, 1).fill_(1);
        using var regions = new FoveatedRegions(masks);
        var y = regions.Mix(randn(1, 2, 4, 4), randn(1, 2, 4, 4), ones(2));
        Assert.Equal(0, y.slice(3, 2, 4, 1).abs().max().item<float>());
        Assert.True(y.isfinite().all().item<bool>());
    }

    [Fact]
    public void Windows_add_up_to_one_and_the_counts_are_those_of_the_scale()
    {
        using var scope = NewDisposeScope();
        var regions = new PoolingRegions(scale: 0.5, e0: 1, eMax: 13, size: 64);
        Assert.Equal((25, 6), (regions.Sectors, regions.Rings));
        var masks = regions.Masks(ScalarType.Float64);
        Assert.Equal([151, 64, 64], masks.shape);
        var axis = (arange(64, dtype: ScalarType.Float64) + 0.5 - 32) * 26.0 / 64;
        var eccentricity = (axis.unsqueeze(0).square() + axis.unsqueeze(1).square()).sqrt();
        var inside = eccentricity.lt(13);
        Assert.True((masks.sum([0L]) - 1).masked_select(inside).abs().max().item<double>() < 1e-12);
        Assert.Equal(regions.Areas(), masks.gt(0.5).sum([1L, 2L], type: ScalarType.Float64).data<double>().ToArray());
        var alphas = regions.Alphas();
        Assert.Equal((0.0, 151), (alphas[0], alphas.Length));
        Assert.All(alphas, alpha => Assert.InRange(alpha, 0, 1));

        // From the inside to the outside.
        Assert.True(alphas[1] < alphas[3] && alphas[3] < alphas[5]);
    }

    [Fact]
    public void On_a_coarser_grid_every_position_within_reach_has_a_region()
    {
        using var scope = NewDisposeScope();
        var regions = new PoolingRegions(scale: 0.7, size: 64);
        using var latent = regions.On(16);
        using var same = regions.On(64);
        Assert.Equal(regions.Count, latent.Count);
        using var direct = new FoveatedRegions(regions.Masks());
        Assert.Equal(direct.Counts, same.Counts);
        var y = latent.Mix(ones(1, 1, 16, 16) + randn(1, 1, 16, 16) * 0, randn(1, 1, 16, 16), zeros(regions.Count));
        Assert.Equal(1, y.slice(2, 4, 12, 1).slice(3, 4, 12, 1).min().item<float>());
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>("masks", () => new FoveatedRegions(zeros(4, 4)));
        Assert.Throws<ArgumentException>("masks", () => new FoveatedRegions(zeros([1, 4, 4], ScalarType.Int64)));
        using var regions = new FoveatedRegions(ones(2, 4, 4));
        var (content, noise) = (randn(1, 3, 4, 4), randn(1, 3, 4, 4));
        Assert.Contains("grid of [4, 4]", Assert.Throws<ArgumentException>("content", () => regions.Mix(randn(1, 3, 5, 4), noise, ones(2))).Message);
        Assert.Throws<ArgumentException>("noise", () => regions.Mix(content, randn(1, 2, 4, 4), ones(2)));
        Assert.Contains("2 regions", Assert.Throws<ArgumentException>("alpha", () => regions.Mix(content, noise, ones(3))).Message);
        Assert.Throws<ArgumentOutOfRangeException>("scale", () => new PoolingRegions(0));
        Assert.Throws<ArgumentOutOfRangeException>("e0", () => new PoolingRegions(0.5, e0: 0));
        Assert.Throws<ArgumentOutOfRangeException>("eMax", () => new PoolingRegions(0.5, e0: 2, eMax: 1));
        Assert.Throws<ArgumentOutOfRangeException>("t", () => PoolingWindows.Window(zeros(2), 0));
        Assert.Throws<ArgumentException>("areas", () => PoolingRegions.Alpha([1, -2]));
    }

    private static Tensor Looped(Tensor masks, Tensor content, Tensor noise, Tensor alpha, FoveaBlend blend)
    {
        var (regions, pixels) = (masks.shape[0], masks.shape[1] * masks.shape[2]);
        var (c, n, flat) = (content.flatten(2), noise.flatten(2), masks.flatten(1));
        var (y, total) = (zeros_like(c), zeros(pixels, dtype: c.dtype));
        foreach (var region in Enumerable.Range(0, (int)regions).OrderBy(i => blend == FoveaBlend.FoveaLast && i == 0))
        {
            var positions = flat[region].gt(0.001).nonzero().squeeze(1);
            if (positions.numel() == 0) continue;
            var (own, other) = (c.index_select(2, positions), n.index_select(2, positions));
            var mixed = own;
            if (positions.numel() > 1)
            {
                var deviation = (own.var(2, unbiased: true, keepdim: true) + 1e-5).sqrt();
                var restyled = (other - other.mean([2L], keepdim: true)) / (other.var(2, unbiased: true, keepdim: true) + 1e-5).sqrt() * deviation + own.mean([2L], keepdim: true);
                mixed = (1 - alpha[region]) * own + alpha[region] * restyled;
            }

            var weight = flat[region].index_select(0, positions);
            if (blend == FoveaBlend.Weighted) total = total.index_add(0, positions, weight, 1);
            y = blend == FoveaBlend.Weighted ? y.index_add(2, positions, mixed * weight, 1) : y.index_copy(2, positions, mixed);
        }

        return (blend == FoveaBlend.Weighted ? y / total.clamp_min(1e-300) : y).view(content.shape);
    }
}
