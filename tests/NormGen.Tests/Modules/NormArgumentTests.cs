using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>Wrong arguments: each refused with a message that says what was given and what fits, and nothing changed.</summary>
public class NormArgumentTests
{
    [Theory]
    [InlineData(new long[0])]
    [InlineData(new long[] { 0 })]
    [InlineData(new long[] { 4, -1 })]
    public void A_shape_without_positive_sizes_is_refused(long[] shape)
    {
        Assert.Contains("positive sizes", Assert.Throws<ArgumentException>(() => torch.nn.RMSNorm(shape)).Message);
        Assert.Contains("positive sizes", Assert.Throws<ArgumentException>(() => torch.nn.FusedLayerNorm(shape)).Message);
        Assert.Contains("positive sizes", Assert.Throws<ArgumentException>(() => torch.nn.functional.rms_norm(ones(2, 2), shape)).Message);
    }

    [Theory]
    [InlineData(-1e-5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_eps_that_is_no_small_positive_number_is_refused(double eps)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.RMSNorm(4, eps));
        Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.FusedLayerNorm(4, eps));
        using var norm = torch.nn.FusedLayerNorm(4);
        Assert.Throws<ArgumentOutOfRangeException>(() => norm.eps = eps);
        Assert.Equal(1e-5, norm.eps);
    }

    [Fact]
    public void Integer_parameters_are_refused()
    {
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(() => torch.nn.RMSNorm(4, dtype: ScalarType.Int64)).Message);
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(() => torch.nn.FusedLayerNorm(4, dtype: ScalarType.Int64)).Message);
    }

    [Fact]
    public void An_input_of_another_size_is_refused_with_both_shapes()
    {
        using var rms = torch.nn.RMSNorm(4);
        using var layer = torch.nn.FusedLayerNorm([3, 4]);
        var message = Assert.Throws<ArgumentException>(() => rms.call(ones(2, 5))).Message;
        Assert.Contains("[4]", message);
        Assert.Contains("[2, 5]", message);
        Assert.Throws<ArgumentException>(() => rms.call(ones(2, 1)));
        Assert.Throws<ArgumentException>(() => rms.call(tensor(1f)));
        Assert.Throws<ArgumentException>(() => layer.call(ones(4)));
        Assert.Throws<ArgumentException>(() => layer.call(ones(4, 3)));
        Assert.Throws<ArgumentException>(() => layer.call(ones(2, 0)));
    }

    [Fact]
    public void An_input_of_another_type_is_refused_with_both_types()
    {
        using var norm = torch.nn.FusedLayerNorm(4);
        var message = Assert.Throws<ArgumentException>(() => norm.call(ones([2, 4], ScalarType.Float64))).Message;
        Assert.Contains("Float64", message);
        Assert.Contains("Float32", message);
        Assert.Contains("floating-point", Assert.Throws<ArgumentException>(() => norm.call(ones([2, 4], ScalarType.Int64))).Message);
    }

    [Fact]
    public void A_gain_of_the_wrong_length_is_refused_and_the_old_one_stays()
    {
        using var norm = torch.nn.RMSNorm(4);
        var before = norm.weight;
        var message = Assert.Throws<ArgumentException>(() => norm.weight = new Parameter(ones(5))).Message;
        Assert.Contains("[5]", message);
        Assert.Contains("[4]", message);
        Assert.Same(before, norm.weight);
        Assert.Equal(8, norm.call(ones(2, 4)).numel());
        Assert.Throws<ArgumentException>(() => torch.nn.functional.rms_norm(ones(2, 4), [4], ones(1)));
        Assert.Throws<ArgumentException>(() => torch.nn.functional.fused_layer_norm(ones(2, 4), [4], ones(4), ones(3)));
    }
}
