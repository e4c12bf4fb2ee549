using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.L1;

/// <summary>Rounding to few bits, and norms between such roundings.</summary>
public class FullyQuantizedTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Nearest_gives_multiples_of_one_scale_and_passes_the_gradient(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = randn([3, 5, 7], type).requires_grad_();
        var y = Quantizers.Nearest(x, 4);
        var scale = x.abs().max() / 7;
        Compared.Same((x / scale).round() * scale, y, type, "result");
        Assert.InRange(y.detach().to(ScalarType.Float64).data<double>().ToArray().Distinct().Count(), 2, 15);
        var weights = randn([3, 5, 7], type);
        Compared.Same(weights, autograd.grad([y], [x], [weights])[0], type, "gradient");
        Assert.Equal(0, Quantizers.Nearest(zeros([4], type), 8).abs().sum().to(ScalarType.Float64).item<double>());
    }

    [Fact]
    public void A_gradient_rounded_at_random_keeps_its_mean()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var (x, dy) = (randn([8, 16], ScalarType.Float64).requires_grad_(), randn([8, 16], ScalarType.Float64));
        var sum = zeros([8, 16], ScalarType.Float64);
        for (var seed = 0; seed < 400; seed++)
        {
            var y = Quantizers.QuantizedGradient(x * 1, 4, seed);
            Assert.True(y.eq(x).all().item<bool>());
            sum += autograd.grad([y], [x], [dy])[0];
        }

        var scale = dy.abs().max().item<double>() / 7;
        Assert.True((sum / 400 - dy).abs().max().item<double>() < 0.13 * scale);
    }

    [Fact]
    public void Noise_of_a_seed_is_that_of_CounterRandom()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (x, dy) = (randn([4, 3, 5, 5], ScalarType.Float64).requires_grad_(), randn([4, 3, 5, 5], ScalarType.Float64));
        var bySeed = autograd.grad([Quantizers.QuantizedGradient(x * 1, 6, 17)], [x], [dy])[0];
        var byNoise = autograd.grad([Quantizers.QuantizedGradient(x * 1, 6, CounterRandom.uniform_like(x, 17))], [x], [dy])[0];
        Compared.Same(byNoise, bySeed, ScalarType.Float64, "gradient");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_many_bits_it_is_nearly_the_norm_inside_and_calls_differ_in_their_noise(bool batch)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using nn.Module<Tensor, Tensor> plain = batch ? torch.nn.L1BatchNorm2d(3) : torch.nn.L1LayerNorm(6);
        using var quantized = torch.nn.FullyQuantized(plain, 16, 16, seed: 5);
        var x = randn(4, 3, 6, 6).requires_grad_();
        var (expected, actual, weights) = (plain.call(x), quantized.call(x), randn(4, 3, 6, 6));
        Assert.True((expected - actual).abs().max().item<float>() < 1e-3f);
        var gradient = autograd.grad([expected], [x], [weights])[0];
        Assert.True((gradient - autograd.grad([actual], [x], [weights])[0]).abs().max().item<float>() < 1e-3f);
        using var coarse = torch.nn.FullyQuantized(plain, 8, 3, seed: 5);
        var (first, second) = (autograd.grad([coarse.call(x)], [x], [weights])[0], autograd.grad([coarse.call(x)], [x], [weights])[0]);
        Assert.False(first.eq(second).all().item<bool>());
        Assert.Equal(9, coarse.seed);
        using var again = torch.nn.FullyQuantized(plain, 8, 3, seed: 5);
        Assert.True(first.eq(autograd.grad([again.call(x)], [x], [weights])[0]).all().item<bool>());
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>("bits", () => Quantizers.Nearest(ones(3), 1));
        Assert.Throws<ArgumentOutOfRangeException>("activationBits", () => torch.nn.FullyQuantized(torch.nn.L1LayerNorm(4), 17));
        Assert.Throws<ArgumentOutOfRangeException>("gradientBits", () => torch.nn.FullyQuantized(torch.nn.L1LayerNorm(4), 8, 0));
        Assert.Throws<ArgumentOutOfRangeException>("seed", () => torch.nn.FullyQuantized(torch.nn.L1LayerNorm(4), seed: long.MaxValue));
        Assert.Throws<ArgumentNullException>("norm", () => torch.nn.FullyQuantized(null!));
        Assert.Contains("[3]", Assert.Throws<ArgumentException>("noise", () => Quantizers.QuantizedGradient(ones(4), 8, ones(3))).Message);
        Assert.Throws<ArgumentException>("x", () => Quantizers.Nearest(ones([3], ScalarType.Int64), 8));
    }
}
