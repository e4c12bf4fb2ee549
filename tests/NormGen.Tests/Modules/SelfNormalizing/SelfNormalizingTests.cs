using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Net = NormGen.Modules.SelfNormalizing;

namespace NormGen.Tests.Modules.SelfNormalizing;

/// <summary>SELU, alpha dropout and LeCun initialization against their definitions, and what they refuse.</summary>
public class SelfNormalizingTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void SELU_is_torch_selu_in_result_and_both_derivatives(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = cat([randn([700], type) * 3, tensor(new[] { 0, -0.0, 1e-30, -1e-30, -50, 50 }).to(type)]).requires_grad_();
        using var selu = torch.nn.FusedSELU();
        var (expected, actual) = (nn.functional.selu(x), selu.call(x));
        Compared.Same(expected, actual, type, "result");
        var (first, own) = (autograd.grad([expected.sin().sum()], [x], retain_graph: true, create_graph: true)[0], autograd.grad([actual.sin().sum()], [x], retain_graph: true, create_graph: true)[0]);
        Compared.Same(first, own, type, "gradient");

        // At 0 there is none: torch says 0, the branch below says scale · alpha.
        var smooth = x.detach().ne(0).to(type);
        Compared.Same(autograd.grad([first.square().sum()], [x])[0] * smooth, autograd.grad([own.square().sum()], [x])[0] * smooth, type, "second derivative");
    }

    [Fact]
    public void SELU_loses_no_digits_near_zero()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { -1e-10f, -1e-6f, -1e-3f });
        using var selu = torch.nn.FusedSELU();
        var exact = (expm1(x.to(ScalarType.Float64)) * (Net.Alpha * Net.Scale)).data<double>().ToArray();
        var actual = selu.call(x).data<float>().ToArray();
        for (var i = 0; i < exact.Length; i++) Assert.InRange(actual[i] / exact[i], 1 - 1e-6, 1 + 1e-6);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    public void Alpha_dropout_keeps_mean_and_variance_of_SELU(double p)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var drop = torch.nn.FusedAlphaDropout(p, seed: 7);
        var y = drop.call(nn.functional.selu(randn([400000], ScalarType.Float64)));
        Assert.InRange(y.mean().item<double>(), -0.01, 0.01);
        Assert.InRange(y.var().item<double>(), 0.98, 1.02);
        drop.eval();
        var x = randn(3, 4);
        Assert.True(drop.call(x).eq(x).all().item<bool>());
        Assert.Equal(8, drop.seed);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void SELU_with_alpha_dropout_is_both_one_after_the_other_in_result_and_gradient(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var x = (randn([33, 65], type) * 2).detach().requires_grad_();
        using var together = torch.nn.FusedSELU(0.3, seed: 11);
        var map = AlphaDropoutMap.For(0.3);
        var keep = CounterRandom.uniform_like(x, 11).ge(0.3).to(type);
        var expected = (nn.functional.selu(x) * keep + (1 - keep) * map.Dropped) * map.A + map.B;
        var (actual, weights) = (together.call(x), randn([33, 65], type));
        Compared.Same(expected, actual, type, "result");
        Compared.Same(autograd.grad([expected], [x], [weights])[0], autograd.grad([actual], [x], [weights])[0], type, "gradient");
        using var drop = torch.nn.FusedAlphaDropout(0.3, seed: 11);
        Compared.Same(expected, drop.call(nn.functional.selu(x)), type, "one after the other");
        Assert.False(together.call(x).eq(actual).all().item<bool>());
    }

    [Fact]
    public void Whole_channels_are_dropped_together()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var drop = torch.nn.FusedFeatureAlphaDropout(0.5, seed: 3);
        var (x, map) = (randn([8, 16, 5, 5], ScalarType.Float64), AlphaDropoutMap.For(0.5));
        var y = drop.call(x);
        var kept = (y - (x * map.A + map.B)).abs().amax([2L, 3L]).lt(1e-12);
        var dropped = (y - (map.Dropped * map.A + map.B)).abs().amax([2L, 3L]).lt(1e-12);
        Assert.True(kept.logical_xor(dropped).all().item<bool>());
        Assert.InRange(kept.to(ScalarType.Float64).mean().item<double>(), 0.3, 0.7);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Half_types_are_computed_in_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var x = randn(4, 33).to(type);
        Compared.Same(nn.functional.selu(x.@float()).to(type), torch.nn.FusedSELU().call(x), type, "result");
        Compared.Same(torch.nn.FusedSELU(0.2, 4).call(x.@float()).to(type), torch.nn.FusedSELU(0.2, 4).call(x), type, "with dropout");
    }

    [Fact]
    public void LeCun_initialization_keeps_variances_through_thirty_two_layers_where_the_default_loses_them()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        Assert.InRange(Behind(initialize: true), 0.7, 1.4);
        Assert.InRange(Behind(initialize: false), 0, 1e-4);

        static double Behind(bool initialize)
        {
            using var net = nn.Sequential(Enumerable.Range(0, 32).SelectMany(i => new (string, nn.Module<Tensor, Tensor>)[] { ("linear" + i, nn.Linear(128, 128, hasBias: false)), ("selu" + i, torch.nn.FusedSELU()) }).ToArray());
            if (initialize) torch.nn.init.lecun_normal_(net);
            using (no_grad()) return net.call(randn(500, 128)).var().item<float>();
        }
    }

    [Fact]
    public void LeCun_initialization_draws_weights_of_linear_and_convolutional_layers_and_zeroes_their_biases_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        using var net = nn.Sequential(("conv", nn.Conv2d(16, 64, 3)), ("norm", nn.LayerNorm(5)), ("linear", nn.Linear(200, 300)));
        torch.nn.init.lecun_normal_(net);
        var parameters = net.named_parameters().ToDictionary(item => item.name, item => item.parameter);
        Assert.InRange(parameters["conv.weight"].std().item<float>() * 12, 0.97, 1.03);
        Assert.InRange(parameters["linear.weight"].std().item<float>() * Math.Sqrt(200), 0.97, 1.03);
        Assert.Equal(0, parameters["conv.bias"].abs().sum().item<float>() + parameters["linear.bias"].abs().sum().item<float>());
        Assert.Equal(5, parameters["norm.weight"].sum().item<float>());
    }

    [Fact]
    public void Its_constants_are_those_of_the_fixed_point_zero_and_one()
    {
        var (alpha, scale) = Net.FixedPoint(0, 1);
        Assert.Equal(Net.Alpha, alpha, 1e-10);
        Assert.Equal(Net.Scale, scale, 1e-10);
        var (mean, variance) = Net.Moments(0, 1);
        Assert.Equal(0, mean, 1e-12);
        Assert.Equal(1, variance, 1e-12);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>("p", () => torch.nn.FusedAlphaDropout(1));
        Assert.Throws<ArgumentOutOfRangeException>("p", () => torch.nn.FusedSELU(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>("p", () => torch.nn.FusedFeatureAlphaDropout(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("seed", () => torch.nn.FusedAlphaDropout(0.1, long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>("variance", () => AlphaDropoutMap.For(0.1, variance: 0));
        Assert.Throws<ArgumentOutOfRangeException>("variance", () => Net.Moments(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>("mean", () => Net.FixedPoint(double.NaN, 1));
        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>("input", () => torch.nn.FusedFeatureAlphaDropout().call(ones(2, 3))).Message);
        Assert.Throws<ArgumentException>("input", () => torch.nn.FusedSELU().call(ones([3], ScalarType.Int64)));
        Assert.Contains("[4]", Assert.Throws<ArgumentException>("keep", () => AlphaDropoutMap.For(0.1).Apply(ones(3), ones(4))).Message);
        Assert.Contains("[5]", Assert.Throws<ArgumentException>("weight", () => torch.nn.init.lecun_normal_(ones(5))).Message);
        Assert.Throws<ArgumentNullException>("module", () => torch.nn.init.lecun_normal_((nn.Module)null!));
    }
}
