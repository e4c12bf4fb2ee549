using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>SWAN where the golden data do not go: batches of equal shapes, strides, convolutions, and the intervals of singular values.</summary>
public class SWANTests
{
    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    public void Matrices_of_one_shape_are_updated_as_each_alone(ScalarType type)
    {
        using var scope = NewDisposeScope();
        long[][] shapes = [[9, 5], [5, 9], [9, 5], [4, 3, 3], [5, 9], [9, 5], [9, 1], [1, 6], [7, 7]];
        Parameter[] together = [.. shapes.Select((shape, i) => new Parameter(Data(shape, type, i)))], alone = [.. together.Select(parameter => new Parameter(parameter.detach().clone()))];
        using var all = torch.optim.SWAN(together, 0.5, 0.7, 0.1);
        var each = alone.Select(parameter => torch.optim.SWAN([parameter], 0.5, 0.7, 0.1)).ToArray();
        for (var step = 0; step < 3; step++)
        {
            for (var i = 0; i < shapes.Length; i++) together[i].grad = alone[i].grad = Data(shapes[i], type, 10 * step + i + 3);
            all.step();
            foreach (var optimizer in each) optimizer.step();
        }

        Assert.All(Trained.Numbers(alone).Zip(Trained.Numbers(together)), pair => Assert.Equal(pair.First, pair.Second, type == ScalarType.Float64 ? 1e-11 : 1e-3));
        foreach (var optimizer in each) optimizer.Dispose();
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    public void A_strided_matrix_follows_the_rule_written_out(bool center, bool rescale, bool maximize)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var p = new Parameter(Data([5, 8], ScalarType.Float64, 0).t());
        var expected = p.detach().clone();
        using var optimizer = torch.optim.SWAN([p], 0.5, 0.2, 0.1, center, iterations: 4, beta: 0.6, rescale: rescale, maximize: maximize);
        for (var step = 1; step < 4; step++)
        {
            var g = Data([5, 8], ScalarType.Float64, step).t();
            p.grad = g;
            optimizer.step();
            var x = center ? g - g.mean([1], keepdim: true) : g;
            x = x / x.square().mean([1], keepdim: true).sqrt();
            var gram = x.t().matmul(x);
            var norm = gram.square().sum().sqrt();
            Tensor y = gram / norm, z = eye(5, dtype: ScalarType.Float64);
            for (var i = 0; i < 4; i++)
            {
                var t = 3 * eye(5, dtype: ScalarType.Float64) - z.matmul(y);
                (y, z) = (0.6 * y.matmul(t), 0.6 * t.matmul(z));
            }

            var w = x.matmul(z) / norm.sqrt();
            if (rescale) w = w * x.norm() / w.norm();
            expected = expected * (1 - 0.5 * 0.1) - w * (0.5 * 0.2 * (maximize ? -1 : 1));
            Assert.All(Trained.Numbers([expected]).Zip(Trained.Numbers([p])), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
        }
    }

    [Theory]
    [InlineData(24, 24)]
    [InlineData(40, 24)]
    public void Rounding_does_not_grow_in_the_direction_that_centering_takes_away(long rows, long columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var gradient = randn([rows, columns], ScalarType.Float64);
        var exact = GradientWhitening.Whiten(GradientWhitening.Standardize(gradient), iterations: 10, centered: true);
        var single = GradientWhitening.Whiten(GradientWhitening.Standardize(gradient.to(ScalarType.Float32)), iterations: 10, centered: true).to(ScalarType.Float64);
        var longer = GradientWhitening.Whiten(GradientWhitening.Standardize(gradient.to(ScalarType.Float32)), iterations: 40, centered: true);
        Assert.InRange((exact - single).abs().max().item<double>(), 0, 1e-3);
        Assert.InRange(exact.sum([1]).abs().max().item<double>(), 0, 1e-12);
        Assert.InRange(longer.abs().max().item<float>(), 0, 2);
    }

    [Fact]
    public void Singular_values_end_where_the_iteration_takes_them()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var x = randn([48, 192], ScalarType.Float64);
        AllBetween(0.92, 1.0 + 1e-12, GradientWhitening.Whiten(x, iterations: 5, beta: 0.5));
        AllBetween(1 - 1e-12, 1 + 1e-12, GradientWhitening.Whiten(x, iterations: 10, beta: 0.5));
        AllBetween(0.563, 1.6, GradientWhitening.Whiten(x));
        AllBetween(1 - 1e-12, 1 + 1e-12, GradientWhitening.Whiten(x, WhiteningMethod.Exact));

        static void AllBetween(double low, double high, Tensor matrix)
        {
            var (_, s, _) = linalg.svd(matrix, fullMatrices: false);
            Assert.All(Trained.Numbers([s]), value => Assert.InRange(value, low, high));
        }
    }

    [Fact]
    public void The_size_of_the_gradient_does_not_matter_and_zeros_move_nothing_but_the_decay()
    {
        using var scope = NewDisposeScope();
        foreach (var method in Enum.GetValues<WhiteningMethod>())
        {
            Parameter small = new(Data([6, 5], ScalarType.Float64, 0)), large = new(small.detach().clone()), still = new(ones([6, 5], ScalarType.Float64));
            using var optimizer = torch.optim.SWAN([small, large, still], 0.1, weight_decay: 0.5, method: method);
            small.grad = Data([6, 5], ScalarType.Float64, 1);
            large.grad = small.grad * 1000;
            still.grad = zeros_like(still);
            optimizer.step();
            Assert.All(Trained.Numbers([small]).Zip(Trained.Numbers([large])), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
            Assert.All(Trained.Numbers([still]), number => Assert.Equal(0.95, number, 1e-12));
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        Parameter p = new(ones(2, 2));
        Assert.Equal("iterations", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.SWAN([p], iterations: 0)).ParamName);
        Assert.Equal("beta", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.SWAN([p], beta: 0)).ParamName);
        Assert.Equal("method", Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.SWAN([p], method: (WhiteningMethod)4)).ParamName);
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(() => GradientWhitening.Standardize(ones(2))).Message);
    }

    private static Tensor Data(long[] shape, ScalarType type, int seed)
    {
        var place = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return ((place * place * 0.37 + seed * 1.3).sin() + 0.3 * (place * 0.71 + seed).cos()).view(shape).to(type);
    }
}
