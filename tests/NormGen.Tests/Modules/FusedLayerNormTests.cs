using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

public class FusedLayerNormTests
{
    [Theory]
    [MemberData(nameof(RMSNormTests.Shapes), MemberType = typeof(RMSNormTests))]
    public void It_agrees_with_the_stock_layer_norm_in_result_and_all_gradients(long[] shape, int dimensions, ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var (norm, stock) = Pair(shape[^dimensions..], type, affine: true, bias: true);
        Compared.Forward(stock, norm, randn(shape, type) + 3);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void It_agrees_without_offset_and_without_both(bool affine, bool bias)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            var (norm, stock) = Pair([19], type, affine, bias);
            Compared.Forward(stock, norm, randn([4, 3, 19], type));
        }
    }

    [Fact]
    public void Strided_and_expanded_inputs_give_what_their_copies_give()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var (norm, stock) = Pair([12], ScalarType.Float64, true, true);
        Compared.Forward(stock, norm, randn([12, 10], ScalarType.Float64), x => x.t());
        Compared.Forward(stock, norm, randn([6, 24], ScalarType.Float64), x => x.slice(-1, 0, 24, 2));
        Compared.Forward(stock, norm, randn([1, 12], ScalarType.Float64), x => x.expand(5, 12));
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Half_types_are_computed_in_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var (norm, stock) = Pair([32], type, true, true);
        var x = (randn([5, 32]) * 3).to(type);
        Compared.Same(stock.call(x), norm.call(x), type, "result");
    }

    [Fact]
    public void A_large_common_offset_costs_no_digits_beyond_those_of_the_input()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var x = (randn([16, 256], ScalarType.Float64) + 1000).to(ScalarType.Float32);
        using var norm = torch.nn.FusedLayerNorm(256, elementwise_affine: false);
        using var exact = torch.nn.LayerNorm(256, elementwise_affine: false, dtype: ScalarType.Float64);
        var error = (norm.call(x).to(ScalarType.Float64) - exact.call(x.to(ScalarType.Float64))).abs().max().item<double>();
        Assert.True(error < 1e-3, $"off by {error}");
    }

    [Fact]
    public void Constant_rows_give_the_offset_and_a_zero_gradient()
    {
        using var scope = NewDisposeScope();
        using var norm = torch.nn.FusedLayerNorm(5, dtype: ScalarType.Float64);
        using (no_grad()) norm.bias!.copy_(arange(5, dtype: ScalarType.Float64));
        var x = full([3, 5], 2.0, ScalarType.Float64).requires_grad_();
        var y = norm.call(x);
        y.sum().backward();
        Compared.Same(norm.bias!.expand(3, 5), y, ScalarType.Float64, "result");
        Assert.True(x.grad!.abs().max().item<double>() < 1e-12);
    }

    private static (FusedLayerNorm Fused, LayerNorm Stock) Pair(long[] shape, ScalarType type, bool affine, bool bias)
    {
        var fused = torch.nn.FusedLayerNorm(shape, 1e-4, affine, bias, dtype: type);
        var stock = torch.nn.LayerNorm(shape, 1e-4, affine, affine && bias, dtype: type);
        using var noGradients = no_grad();
        foreach (var (parameter, same) in fused.parameters().Zip(stock.parameters()))
        {
            parameter.copy_(randn(shape).to(type));
            same.copy_(parameter);
        }

        return (fused, stock);
    }
}
