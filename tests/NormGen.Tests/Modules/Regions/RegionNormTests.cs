using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Regions;

/// <summary>Region normalization against its definition, one region after the other, its promises, and what it refuses.</summary>
public class RegionNormTests
{
    public static TheoryData<bool, bool, ScalarType> Forms()
    {
        var data = new TheoryData<bool, bool, ScalarType>();
        foreach (var perSample in new[] { false, true }) foreach (var maskedBeta in new[] { false, true }) foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 }) data.Add(perSample, maskedBeta, type);
        return data;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void RN_B_is_its_definition_in_result_and_all_gradients(bool perSample, bool maskedBeta, ScalarType type)
    {
        foreach (var shape in new long[][] { [2, 3, 4, 5], [3, 6, 17, 9], [1, 2, 33, 31], [20, 4, 8, 8] })
        {
            using var scope = NewDisposeScope();
            manual_seed(1);
            var norm = torch.nn.RegionNormB(shape[1], 1e-4, perSample, maskedBeta, dtype: type);
            using (no_grad()) foreach (var parameter in norm.parameters()) parameter.copy_(randn(shape[1]).to(type));
            var mask = (rand(shape[0], 1, shape[2], shape[3]) > 0.7).to(type);
            var data = randn(shape, type) * 2 + mask * 5;
            var leaf = data.detach().requires_grad_();
            var weights = randn(shape, type);
            var (expected, actual) = (Defined(norm, leaf, mask), norm.call(leaf, mask));
            Compared.Same(expected, actual, type, "result");
            Tensor[] inputs = [leaf, .. norm.parameters()];
            var (wanted, gradients) = (autograd.grad([expected], inputs, [weights]), autograd.grad([actual], inputs, [weights]));
            for (var i = 0; i < inputs.Length; i++) Compared.Same(wanted[i], gradients[i], type, "gradient " + i);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RN_L_is_its_definition_in_result_and_all_gradients(bool perSample)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var type = ScalarType.Float64;
        var norm = torch.nn.RegionNormL(3, threshold: 0.5, kernelSize: 3, perSample: perSample, dtype: type);
        var x = randn([2, 3, 9, 8], type).requires_grad_();
        var (importance, gamma, beta) = norm.sa.call(x);
        var core = Regions(x, importance.detach().ge(0.5).to(type), norm.eps, perSample);
        var expected = (core.Foreground + core.Background) * (1 + gamma) + beta;
        var actual = norm.call(x);
        Compared.Same(expected, actual, type, "result");
        Tensor[] inputs = [x, .. norm.parameters()];
        var (wanted, gradients) = (autograd.grad([expected.square().sum()], inputs), autograd.grad([actual.square().sum()], inputs));
        for (var i = 0; i < inputs.Length; i++) Compared.Same(wanted[i], gradients[i], type, "gradient " + i);
        Compared.Same(Twice(x => (Regions(x, importance.detach().ge(0.5).to(type), norm.eps, perSample) is var r ? r.Foreground + r.Background : x), x), Twice(x => torch.nn.functional.region_norm(x, importance.ge(0.5), norm.eps, perSample), x), type, "second derivative");

        static Tensor Twice(Func<Tensor, Tensor> of, Tensor data)
        {
            var x = data.detach().requires_grad_();
            var first = autograd.grad([of(x * 1).pow(3).sum()], [x], retain_graph: true, create_graph: true)[0];
            return autograd.grad([first.square().sum()], [x])[0];
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(5.0)]
    public void What_fills_the_hole_does_not_reach_the_valid_pixels(double filling)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var mask = zeros(4, 1, 16, 16);
        mask.slice(2, 4, 12, 1).slice(3, 4, 12, 1).fill_(1);
        var x = randn(4, 8, 16, 16) * 1.5 + 0.5;
        var filled = where(mask.expand_as(x) > 0, full_like(x, filling), x);
        var norm = torch.nn.RegionNormB(8);
        var valid = norm.call(filled, mask).masked_select(mask.expand_as(x).eq(0));
        Assert.Equal(0, valid.mean().item<float>(), 1e-4);
        Assert.Equal(1, valid.std().item<float>(), 1e-2);
        Compared.Same(norm.call(x, mask).masked_select(mask.expand_as(x).eq(0)), valid, ScalarType.Float32, "valid pixels");

        // Batch norm over all pixels is off by the hole.
        if (filling == 5) Assert.True(torch.nn.FusedBatchNorm2d(8).call(filled).masked_select(mask.expand_as(x).eq(0)).mean().item<float>() < -0.4f);
    }

    [Fact]
    public void Without_a_hole_it_is_batch_norm_and_a_hole_of_one_pixel_becomes_zero()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var x = randn(2, 3, 4, 4);
        var mask = zeros(2, 1, 4, 4);
        var expected = torch.nn.FusedBatchNorm2d(3, affine: false).call(x);
        Compared.Same(expected, torch.nn.functional.region_norm(x, mask), ScalarType.Float32, "no hole");
        Compared.Same(expected, torch.nn.functional.region_norm(x, ones_like(mask)), ScalarType.Float32, "all hole");
        Compared.Same(torch.nn.FusedInstanceNorm2d(3).call(x), torch.nn.functional.region_norm(x, mask, perSample: true), ScalarType.Float32, "no hole, by sample");
        mask[1, 0, 2, 3] = 1;
        foreach (var perSample in new[] { false, true }) Assert.Equal(0, torch.nn.functional.region_norm(x, mask, perSample: perSample)[1, TensorIndex.Colon, 2, 3].abs().max().item<float>(), 1e-6);
        Assert.Equal([0, 3, 4, 4], torch.nn.functional.region_norm(randn(0, 3, 4, 4), zeros(0, 1, 4, 4)).shape);
    }

    [Fact]
    public void Training_and_evaluation_are_the_same_and_by_sample_no_sample_depends_on_another()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (x, mask) = (randn(3, 4, 6, 6), (rand(3, 1, 6, 6) > 0.5).to(ScalarType.Float32));
        var norm = torch.nn.RegionNormB(4, perSample: true);
        var y = norm.call(x, mask);
        norm.eval();
        Assert.True(y.eq(norm.call(x, mask)).all().item<bool>());
        Assert.True(y[1..2].eq(norm.call(x[1..2], mask[1..2])).all().item<bool>());
    }

    [Fact]
    public void A_mask_may_be_of_another_size_or_type_and_the_pyramid_makes_each_size_once()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var mask = rand(2, 1, 8, 8) > 0.6;
        using var pyramid = new MaskPyramid(mask);
        var norm = torch.nn.RegionNormB(3);
        foreach (var size in new[] { 8, 4, 3 })
        {
            var x = randn(2, 3, size, size);
            var level = pyramid.For(x);
            Assert.Same(level, pyramid.For(x * 2));
            for (var i = 0; i < size; i++)
                for (var j = 0; j < size; j++) Assert.Equal(mask[1, 0, i * 8 / size, j * 8 / size].item<bool>(), level[1, 0, i, j].item<float>() == 1);
            Compared.Same(norm.call(x, level), norm.call(x, mask), ScalarType.Float32, $"size {size}");
        }

        Assert.Equal(3, pyramid.Levels);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Half_types_are_computed_in_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var norm = torch.nn.RegionNormB(4);
        var (x, mask) = ((randn(2, 4, 9, 8) * 3 + 2).to(type), rand(2, 1, 9, 8) > 0.7);
        var y = norm.call(x, mask);
        Assert.Equal(type, y.dtype);
        Compared.Same(norm.call(x.@float(), mask).to(type), y, type, "result");
    }

    [Fact]
    public void Keys_are_those_of_the_authors_and_they_save_and_load()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(["foreground_gamma", "foreground_beta", "background_gamma", "background_beta"], torch.nn.RegionNormB(4).state_dict().Keys);
        Assert.Equal(["sa.beta_conv.bias", "sa.beta_conv.weight", "sa.conv1.weight", "sa.gamma_conv.bias", "sa.gamma_conv.weight"], torch.nn.RegionNormL(4).state_dict().Keys.Order());
        Assert.Equal([1, 2, 7, 7], torch.nn.RegionNormL(4).sa.conv1.weight.shape);
        var norm = torch.nn.RegionNormL(4);
        using var stream = new MemoryStream();
        norm.save(new BinaryWriter(stream));
        stream.Position = 0;
        var again = torch.nn.RegionNormL(4);
        again.load(new BinaryReader(stream));
        var x = randn(2, 4, 6, 6);
        Compared.Same(norm.call(x), again.call(x), ScalarType.Float32, "loaded");
        again.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, again.call(x.to(ScalarType.Float64)).dtype);
        var basic = torch.nn.RegionNormB(4);
        basic.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, basic.call(x.to(ScalarType.Float64), zeros(2, 1, 6, 6)).dtype);
        using (no_grad()) basic.foreground_gamma.fill_(2);
        basic.reset_parameters();
        Assert.Equal(0, basic.foreground_gamma.sum().item<double>());
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        var norm = torch.nn.RegionNormB(4);
        var x = randn(2, 4, 6, 6);
        Assert.Contains("[batch, 1, height, width]", Assert.Throws<ArgumentException>("mask", () => norm.call(x, zeros(2, 4, 6, 6))).Message);
        Assert.Contains("[2, 6, 6]", Assert.Throws<ArgumentException>("mask", () => norm.call(x, zeros(2, 6, 6))).Message);
        Assert.Contains("Int64", Assert.Throws<ArgumentException>("mask", () => norm.call(x, zeros([2, 1, 6, 6], ScalarType.Int64))).Message);
        Assert.Contains("3 samples", Assert.Throws<ArgumentException>("mask", () => norm.call(x, zeros(3, 1, 6, 6))).Message);
        Assert.Contains("at least one pixel", Assert.Throws<ArgumentException>("mask", () => norm.call(x, zeros(2, 1, 0, 6))).Message);
        Assert.Contains("[2, 3, 6, 6]", Assert.Throws<ArgumentException>("input", () => norm.call(randn(2, 3, 6, 6), zeros(2, 1, 6, 6))).Message);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>("input", () => norm.call(x.to(ScalarType.Float64), zeros(2, 1, 6, 6))).Message);
        Assert.Throws<ArgumentException>("foreground_gamma", () => norm.foreground_gamma = new Parameter(ones(5)));
        Assert.Throws<ArgumentOutOfRangeException>("kernelSize", () => torch.nn.RegionNormL(4, kernelSize: 5));
        Assert.Throws<ArgumentOutOfRangeException>("threshold", () => torch.nn.RegionNormL(4, threshold: 1.2));
        Assert.Throws<ArgumentOutOfRangeException>("eps", () => torch.nn.RegionNormB(4, eps: -1));
        Assert.Throws<ArgumentOutOfRangeException>("num_features", () => torch.nn.RegionNormL(0));
        using var pyramid = new MaskPyramid(zeros(2, 1, 8, 8));
        Assert.Throws<ArgumentException>("features", () => pyramid.For(randn(3, 4, 6, 6)));
    }

    private static Tensor Defined(RegionNormB norm, Tensor x, Tensor mask)
    {
        static Tensor Wide(Tensor parameter) => parameter.view(1, -1, 1, 1);
        var (foreground, background) = Regions(x, mask, norm.eps, norm.PerSample);
        var scaled = foreground * (1 + Wide(norm.foreground_gamma)) + background * (1 + Wide(norm.background_gamma));
        return norm.MaskedBeta ? scaled + mask * Wide(norm.foreground_beta) + (1 - mask) * Wide(norm.background_beta) : scaled + Wide(norm.foreground_beta) + Wide(norm.background_beta);
    }

    /// <summary>Each region normalized, and zero outside.</summary>
    private static (Tensor Foreground, Tensor Background) Regions(Tensor x, Tensor mask, double eps, bool perSample)
    {
        return (One(mask), One(1 - mask));

        Tensor One(Tensor region)
        {
            long[] over = perSample ? [2, 3] : [0, 2, 3];
            var (count, all) = (region.sum(over, keepdim: true).clamp_min(1), ones_like(region).sum(over, keepdim: true));
            var mean = (x * region).sum(over, keepdim: true) / count;
            var variance = ((x - mean).square() * region).sum(over, keepdim: true) / count;
            return (x - mean) / (variance + eps * all / count).sqrt() * region;
        }
    }
}
