using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Weights;

/// <summary>The weight-normalized low-rank layer around a Linear: at first the layer itself, merged the same function, trained by few numbers.</summary>
public class WeightNormLoraTests
{
    [Fact]
    public void At_first_it_is_the_wrapped_layer_and_merged_it_is_the_same_function()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        using var linear = nn.Linear(9, 6);
        using var layer = torch.nn.WeightNormLoraLinear(linear, rank: 3);
        var x = randn(4, 2, 9);
        Assert.True(layer.call(x).allclose(linear.call(x), 1e-5, 1e-6));
        using var optimizer = torch.optim.GradNormLoRP(layer.named_parameters().Where(item => item.parameter.requires_grad), 0.05, rank: 2, weight_norm: WeightNormForm.None);
        var target = randn(4, 2, 6);
        var first = Loss().item<float>();
        for (var step = 0; step < 60; step++)
        {
            optimizer.zero_grad();
            Loss().backward();
            optimizer.step();
        }

        Assert.True(Loss().item<float>() < first / 3);
        using var merged = layer.Merge();
        Assert.True(layer.call(x).allclose(merged.call(x), 1e-4, 1e-5));
        Assert.True(layer.state_dict()["weight"].allclose(linear.weight!, 0, 0));

        Tensor Loss() => (layer.call(x) - target).square().mean();
    }

    [Fact]
    public void Factors_magnitude_and_bias_are_trained_and_the_state_has_all()
    {
        using var linear = nn.Linear(9, 6);
        using var layer = torch.nn.WeightNormLoraLinear(linear, rank: 2, alpha: 4);
        Assert.Equal(2, layer.scaling);
        Assert.Equal(["bias", "lora_A", "lora_B", "magnitude"], layer.named_parameters().Where(item => item.parameter.requires_grad).Select(item => item.name).Order());
        Assert.Equal(["bias", "lora_A", "lora_B", "magnitude", "weight"], layer.state_dict().Keys.Order());
        using var other = torch.nn.WeightNormLoraLinear(nn.Linear(9, 6), rank: 2, alpha: 4);
        other.load_state_dict(layer.state_dict());
        using var x = ones(2, 9);
        Assert.True(layer.call(x).allclose(other.call(x), 0, 0));
    }

    [Fact]
    public void Moved_to_another_type_it_has_the_same_function_and_its_weight_stays_frozen()
    {
        using var scope = NewDisposeScope();
        using var layer = torch.nn.WeightNormLoraLinear(nn.Linear(6, 5, hasBias: false), rank: 2);
        var x = randn(3, 6);
        var before = layer.call(x);
        layer.to(ScalarType.Float64);
        Assert.True(layer.call(x.to(ScalarType.Float64)).to(ScalarType.Float32).allclose(before, 1e-5, 1e-6));
        Assert.Equal(["lora_A", "lora_B", "magnitude"], layer.named_parameters().Where(item => item.parameter.requires_grad).Select(item => item.name).Order());
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var linear = nn.Linear(4, 3);
        Assert.Equal("rank", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.WeightNormLoraLinear(linear, rank: 4)).ParamName);
        Assert.Equal("rank", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.WeightNormLoraLinear(linear, rank: 0)).ParamName);
        Assert.Equal("alpha", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.WeightNormLoraLinear(linear, rank: 2, alpha: double.NaN)).ParamName);
        Assert.Throws<ArgumentNullException>(() => torch.nn.WeightNormLoraLinear(null!));
        using var layer = torch.nn.WeightNormLoraLinear(linear, rank: 2);
        Assert.Contains("[2, 5]", Assert.Throws<ArgumentException>(() => layer.call(ones(2, 5))).Message);
        nn.init.zeros_(linear.weight!);
        Assert.Equal("layer", Assert.Throws<ArgumentException>(() => torch.nn.WeightNormLoraLinear(linear, rank: 2)).ParamName);
    }
}
