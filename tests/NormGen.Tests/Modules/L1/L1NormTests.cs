using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.L1;

/// <summary>L1 norms against the composed form, their running statistics, and what they refuse.</summary>
public class L1NormTests
{
    public static TheoryData<long[], ScalarType, bool> Shapes()
    {
        var data = new TheoryData<long[], ScalarType, bool>();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
            foreach (var shape in new long[][] { [64, 65], [7, 3], [2, 33, 9], [4, 5, 6, 7], [16, 32, 12, 11] })
                foreach (var matchL2 in new[] { false, true }) data.Add(shape, type, matchL2);
        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Rows_agree_with_the_composed_form_in_result_and_all_gradients(long[] shape, ScalarType type, bool matchL2)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var norm = torch.nn.L1LayerNorm(shape[^1], 1e-4, matchL2: matchL2, dtype: type);
        Randomize(norm);
        using var composed = new Composed(norm, [shape.Length - 1], [shape[^1]], 1e-4, matchL2);
        Compared.Forward(composed, norm, randn(shape, type) * 2 + 3);
        using var plain = torch.nn.L1LayerNorm(shape[^1], 1e-4, elementwise_affine: false, matchL2, dtype: type);
        using var plainComposed = new Composed(plain, [shape.Length - 1], [shape[^1]], 1e-4, matchL2);
        Compared.Forward(plainComposed, plain, randn(shape, type));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Channels_agree_with_the_composed_form_in_result_and_all_gradients(long[] shape, ScalarType type, bool matchL2)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var norm = Batch(shape, 1e-4, matchL2, type);
        Randomize(norm);
        long[] dimensions = [.. Enumerable.Range(0, shape.Length).Where(i => i != 1).Select(i => (long)i)];
        using var composed = new Composed(norm, dimensions, [shape[1], .. Enumerable.Repeat(1L, shape.Length - 2)], 1e-4, matchL2);
        Compared.Forward(composed, norm, randn(shape, type) * 2 + 3);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Running_statistics_are_mean_and_mean_deviation_and_decide_in_evaluation(long[] shape, ScalarType type, bool matchL2)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var norm = Batch(shape, 1e-4, matchL2, type);
        var x = randn(shape, type) * 2 + 3;
        long[] dimensions = [.. Enumerable.Range(0, shape.Length).Where(i => i != 1).Select(i => (long)i)];
        var mean = x.mean(dimensions, keepdim: true);
        var s1 = (x - mean).abs().mean(dimensions, keepdim: true);
        norm.call(x);
        Compared.Same(mean.flatten() * 0.1, norm.running_mean, type, "running mean");
        Compared.Same(s1.flatten() * 0.1 + 0.9, norm.running_s1, type, "running mean deviation");
        norm.eval();
        var before = norm.running_s1.clone();
        var expected = (x - mean * 0.1) / ((s1 * 0.1 + 0.9) * (matchL2 ? Math.Sqrt(Math.PI / 2) : 1) + 1e-4);
        Compared.Same(expected, norm.call(x), type, "result in evaluation");
        Assert.True(before.eq(norm.running_s1).all().item<bool>());
    }

    [Fact]
    public void Results_are_sqrt_half_pi_times_those_of_LayerNorm_unless_that_is_matched()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var x = randn([4, 100000], ScalarType.Float64);
        Assert.InRange(torch.nn.L1LayerNorm(100000, elementwise_affine: false).call(x).square().mean().sqrt().item<double>(), 1.24, 1.27);
        Assert.InRange(torch.nn.L1LayerNorm(100000, elementwise_affine: false, matchL2: true).call(x).square().mean().sqrt().item<double>(), 0.99, 1.01);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Half_types_are_computed_in_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var x = (randn(4, 33) * 300).to(type);
        Compared.Same(torch.nn.L1LayerNorm(33).call(x.@float()).to(type), torch.nn.L1LayerNorm(33).call(x), type, "result");
    }

    [Fact]
    public void Keys_say_what_is_kept()
    {
        Assert.Equal(["weight", "bias"], torch.nn.L1LayerNorm(4).state_dict().Keys);
        Assert.Empty(torch.nn.L1LayerNorm(4, elementwise_affine: false).state_dict());
        Assert.Equal(["bias", "running_mean", "running_s1", "weight"], torch.nn.L1BatchNorm2d(4).state_dict().Keys.Order());
        Assert.Equal(["norm.bias", "norm.weight"], torch.nn.FullyQuantized(torch.nn.L1LayerNorm(4)).state_dict().Keys.Order());
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>("normalized_shape", () => torch.nn.L1LayerNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>("eps", () => torch.nn.L1LayerNorm(4, -1));
        Assert.Throws<ArgumentOutOfRangeException>("num_features", () => torch.nn.L1BatchNorm2d(-3));
        Assert.Throws<ArgumentOutOfRangeException>("momentum", () => torch.nn.L1BatchNorm1d(3, momentum: 2));
        Assert.Contains("[2, 5]", Assert.Throws<ArgumentException>("input", () => torch.nn.L1LayerNorm(4).call(ones(2, 5))).Message);
        using var batch = torch.nn.L1BatchNorm2d(3);
        Assert.Throws<ArgumentException>("input", () => batch.call(ones(2, 4, 5, 5)));
        Assert.Contains("more than one value", Assert.Throws<ArgumentException>("input", () => batch.call(ones(1, 3, 1, 1))).Message);
        Assert.Equal(0, batch.running_mean.abs().sum().item<float>());
        Assert.Throws<ArgumentException>("input", () => batch.call(ones([2, 3, 4, 4], ScalarType.Int64)));
        Assert.Throws<ArgumentException>("running_s1", () => batch.running_s1 = ones(4));
    }

    private static L1BatchNorm Batch(long[] shape, double eps, bool matchL2, ScalarType type)
        => shape.Length == 4 ? torch.nn.L1BatchNorm2d(shape[1], eps, matchL2: matchL2, dtype: type) : torch.nn.L1BatchNorm1d(shape[1], eps, matchL2: matchL2, dtype: type);

    private static void Randomize(nn.Module norm)
    {
        using var inference = no_grad();
        foreach (var parameter in norm.parameters()) parameter.copy_(randn(parameter.shape, parameter.dtype));
    }

    private sealed class Composed : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter? weight, bias;
        private readonly long[] dimensions, shape;
        private readonly double eps;
        private readonly double factor;

        public Composed(nn.Module norm, long[] dimensions, long[] shape, double eps, bool matchL2)
            : base(nameof(Composed))
        {
            (this.dimensions, this.shape, this.eps, factor) = (dimensions, shape, eps, matchL2 ? Math.Sqrt(Math.PI / 2) : 1);
            var parameters = norm.parameters().Select(parameter => new Parameter(parameter.detach().clone())).ToArray();
            if (parameters.Length > 0) (weight, bias) = (parameters[0], parameters[1]);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var centred = x - x.mean(dimensions, keepdim: true);
            var normalized = centred / (centred.abs().mean(dimensions, keepdim: true) * factor + eps);
            return weight is null ? normalized : normalized * weight.view(shape) + bias!.view(shape);
        }
    }
}
