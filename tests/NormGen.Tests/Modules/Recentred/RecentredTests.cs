using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Recentred;

/// <summary>CRMSNorm and the linear layer that writes a stream of mean zero, against their composed forms and identities.</summary>
public class RecentredTests
{
    public static TheoryData<long[], ScalarType> Shapes()
    {
        var data = new TheoryData<long[], ScalarType>();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
            foreach (var shape in new long[][] { [2, 128, 63], [5, 12, 123], [7, 1], [1, 9], [33], [64, 1023], [0, 16] }) data.Add(shape, type);
        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void CRMSNorm_is_the_first_elements_of_the_norm_of_the_whole_vector_in_result_and_gradient(long[] shape, ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = (randn(shape, type) + 0.25).detach().requires_grad_();
        using var norm = torch.nn.CRMSNorm(shape[^1], 1e-4);
        var (expected, actual, weights) = (ByWhole(x, 1e-4), norm.call(x), randn(shape, type));
        Compared.Same(expected, actual, type, "result");
        Compared.Same(autograd.grad([expected], [x], [weights])[0], autograd.grad([actual], [x], [weights])[0], type, "gradient");
    }

    [Fact]
    public void CRMSNorm_is_LayerNorm_of_the_whole_vector_too()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var x = randn([6, 15], ScalarType.Float64);
        var whole = nn.functional.layer_norm(cat([x, -x.sum([-1L], keepdim: true)], -1), [16], eps: 1e-5);
        Compared.Same(whole.narrow(-1, 0, 15), torch.nn.CRMSNorm(15).call(x), ScalarType.Float64, "result");
    }

    [Fact]
    public void Second_derivatives_are_those_of_the_composed_form()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var data = randn([3, 5], ScalarType.Float64);
        Compared.Same(Twice(x => ByWhole(x, 1e-5)), Twice(torch.nn.CRMSNorm(5).call), ScalarType.Float64, "second derivative");

        Tensor Twice(Func<Tensor, Tensor> of)
        {
            var x = data.detach().requires_grad_();
            var first = autograd.grad([of(x * 1).pow(3).sum()], [x], retain_graph: true, create_graph: true)[0];
            return autograd.grad([first.square().sum()], [x])[0];
        }
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Half_types_are_computed_in_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var x = (randn(4, 33) * 300).to(type);
        Compared.Same(ByWhole(x.@float(), 1e-5).to(type), torch.nn.CRMSNorm(33).call(x), type, "result");
    }

    [Theory]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.Float64, true)]
    [InlineData(ScalarType.Float64, false)]
    public void The_linear_layer_agrees_with_the_composed_form_in_result_and_all_gradients(ScalarType type, bool bias)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var linear = torch.nn.LinearZeroMeanOutput(19, 33, bias, dtype: type);
        using var composed = new Composed(linear);
        Compared.Forward(composed, linear, randn([4, 5, 19], type));
        Assert.True(linear.call(randn([4, 19], type)).mean([-1L]).abs().max().to(ScalarType.Float64).item<double>() < Compared.Tolerance(type));
    }

    [Fact]
    public void Keys_and_initialization_are_those_of_Linear()
    {
        using var scope = NewDisposeScope();
        using var linear = torch.nn.LinearZeroMeanOutput(16, 8);
        using var stock = nn.Linear(16, 8);
        Assert.Equal(stock.state_dict().Keys, linear.state_dict().Keys);
        Assert.Equal(["weight"], torch.nn.LinearZeroMeanOutput(16, 8, bias: false).state_dict().Keys);
        Assert.InRange(linear.weight.abs().max().item<float>(), 0.15f, 0.25f);
        Assert.InRange(linear.bias!.abs().max().item<float>(), 0.01f, 0.25f);
        linear.load_state_dict(stock.state_dict());
        Compared.Same(stock.weight, linear.weight, ScalarType.Float32, "weight");
        Assert.Empty(torch.nn.CRMSNorm(4).state_dict());
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>("normalized_shape", () => torch.nn.CRMSNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>("eps", () => torch.nn.CRMSNorm(4, double.NaN));
        Assert.Contains("[2, 5]", Assert.Throws<ArgumentException>("input", () => torch.nn.CRMSNorm(4).call(ones(2, 5))).Message);
        Assert.Contains("Int64", Assert.Throws<ArgumentException>("input", () => torch.nn.CRMSNorm(4).call(ones([2, 4], ScalarType.Int64))).Message);
        Assert.Throws<ArgumentOutOfRangeException>("in_features", () => torch.nn.LinearZeroMeanOutput(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>("out_features", () => torch.nn.LinearZeroMeanOutput(4, -1));
        Assert.Throws<ArgumentException>("dtype", () => torch.nn.LinearZeroMeanOutput(4, 4, dtype: ScalarType.Int32));
        using var linear = torch.nn.LinearZeroMeanOutput(3, 4);
        Assert.Contains("[3]", Assert.Throws<ArgumentException>("input", () => linear.call(ones(2, 4))).Message);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>("input", () => linear.call(ones([2, 3], ScalarType.Float64))).Message);
        var before = linear.weight;
        Assert.Throws<ArgumentException>("weight", () => linear.weight = new Parameter(ones(3, 4)));
        Assert.Same(before, linear.weight);
    }

    private static Tensor ByWhole(Tensor x, double eps)
    {
        var whole = cat([x, -x.sum([-1L], keepdim: true)], -1);
        return (whole / (whole.pow(2).mean([-1L], keepdim: true) + eps).sqrt()).narrow(-1, 0, x.shape[^1]);
    }

    private sealed class Composed : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight;
        private readonly Parameter? bias;

        public Composed(LinearZeroMeanOutput linear)
            : base(nameof(Composed))
        {
            weight = new Parameter(linear.weight.detach().clone());
            if (linear.bias is { } own) bias = new Parameter(own.detach().clone());
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => nn.functional.linear(x, weight - weight.mean([0L], keepdim: true), bias is null ? null : bias - bias.mean());
    }
}
