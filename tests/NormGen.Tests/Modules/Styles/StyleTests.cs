using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Styles;

/// <summary>Adaptive instance normalization, recolouring and style loss against their definitions, and what they refuse.</summary>
public class StyleTests
{
    public static TheoryData<long[], long[], ScalarType> Shapes()
    {
        var data = new TheoryData<long[], long[], ScalarType>();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            data.Add([2, 3, 4, 5], [2, 3, 4, 5], type);
            data.Add([3, 4, 17, 9], [3, 4, 2, 7], type);
            data.Add([1, 2, 33, 31], [1, 2, 40], type);
            data.Add([20, 4, 8], [20, 4, 2, 2, 2], type);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AdaIN_is_its_definition_in_result_and_both_gradients(long[] content, long[] style, ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (c, s) = ((randn(content, type) * 2 + 3).detach().requires_grad_(), (randn(style, type) - 1).detach().requires_grad_());
        var (expected, actual, weights) = (Defined(c, s, 1e-4), torch.nn.AdaIN(1e-4).call(c, s), randn(content, type));
        Compared.Same(expected, actual, type, "result");
        var (wanted, gradients) = (autograd.grad([expected], [c, s], [weights]), autograd.grad([actual], [c, s], [weights]));
        Compared.Same(wanted[0], gradients[0], type, "gradient of the content");
        Compared.Same(wanted[1], gradients[1], type, "gradient of the style");
    }

    [Fact]
    public void Its_second_derivatives_are_those_of_the_definition()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var (content, style) = (randn([2, 3, 3, 3], ScalarType.Float64), randn([2, 3, 2, 4], ScalarType.Float64));
        Compared.Same(Twice((c, s) => Defined(c, s, 1e-5)), Twice(torch.nn.AdaIN().call), ScalarType.Float64, "second derivative");

        Tensor Twice(Func<Tensor, Tensor, Tensor> of)
        {
            var (c, s) = (content.detach().requires_grad_(), style.detach().requires_grad_());
            var first = autograd.grad([of(c * 1, s * 1).pow(3).sum()], [c, s], retain_graph: true, create_graph: true);
            return cat([.. autograd.grad([first[0].square().sum() + first[1].square().sum()], [c, s]).Select(g => g.flatten())]);
        }
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Half_types_are_computed_in_float32(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (c, s) = ((randn(2, 3, 9, 8) * 3 + 2).to(type), randn(2, 3, 5, 5).to(type));
        Compared.Same(Defined(c.@float(), s.@float(), 1e-5).to(type), torch.nn.AdaIN().call(c, s), type, "result");
    }

    [Fact]
    public void Recoloured_noise_has_the_means_deviations_and_correlations_of_the_image()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var image = randn([3, 3], ScalarType.Float64).matmul(randn([3, 4096], ScalarType.Float64)).view(3, 64, 64) + tensor(new[] { 1.0, -2, 3 }).view(3, 1, 1);
        var noise = torch.nn.functional.coral(randn([3, 64, 64], ScalarType.Float64), image);
        Compared.Same(image.mean([1L, 2L]), noise.mean([1L, 2L]), ScalarType.Float64, "mean");
        var error = (Covariance(image) - Covariance(noise)).abs().max().item<double>() / Covariance(image).abs().max().item<double>();
        Assert.True(error < 1e-2, $"{error}");

        static Tensor Covariance(Tensor x) => (x - x.mean([1L, 2L], keepdim: true)).flatten(1) is var flat ? flat.matmul(flat.t()) / flat.shape[1] : x;
    }

    [Fact]
    public void The_style_loss_is_zero_between_maps_of_the_same_moments()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (content, style) = (randn([2, 3, 8, 8], ScalarType.Float64), randn([2, 3, 8, 8], ScalarType.Float64) * 2 + 1);
        Assert.True(torch.nn.functional.style_loss(content, style).item<double>() > 0.5);
        Assert.True(torch.nn.functional.style_loss(torch.nn.AdaIN(0).call(content, style), style).item<double>() < 1e-20);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        var norm = torch.nn.AdaIN();
        Assert.Contains("two positions", Assert.Throws<ArgumentException>("content", () => norm.call(randn(2, 3, 1, 1), randn(2, 3, 4, 4))).Message);
        Assert.Contains("two positions", Assert.Throws<ArgumentException>("style", () => norm.call(randn(2, 3, 4, 4), randn(2, 3, 1, 1))).Message);
        Assert.Contains("[2, 4, 4, 4]", Assert.Throws<ArgumentException>("style", () => norm.call(randn(2, 3, 4, 4), randn(2, 4, 4, 4))).Message);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>("style", () => norm.call(randn(2, 3, 4, 4), randn([2, 3, 4, 4], ScalarType.Float64))).Message);
        Assert.Throws<ArgumentException>("content", () => norm.call(randn(2, 3), randn(2, 3, 4)));
        Assert.Throws<ArgumentException>("content", () => norm.call(ones([2, 3, 4], ScalarType.Int64), randn(2, 3, 4)));
        Assert.Throws<ArgumentOutOfRangeException>("eps", () => torch.nn.AdaIN(-1));
        Assert.Contains("constant", Assert.Throws<ArgumentException>("target", () => torch.nn.functional.coral(randn(3, 8, 8), ones(3, 8, 8))).Message);
        Assert.Throws<ArgumentException>("target", () => torch.nn.functional.coral(randn(3, 8, 8), randn(1, 8, 8)));
        Assert.Throws<ArgumentException>("target", () => torch.nn.functional.style_loss(randn(2, 3, 4, 4), randn(2, 4, 4, 4)));
    }

    private static Tensor Defined(Tensor content, Tensor style, double eps)
    {
        var (c, s) = (content.flatten(2), style.flatten(2));
        var normalized = (c - c.mean([2L], keepdim: true)) / (c.var(2, unbiased: true, keepdim: true) + eps).sqrt();
        return (normalized * (s.var(2, unbiased: true, keepdim: true) + eps).sqrt() + s.mean([2L], keepdim: true)).view(content.shape);
    }
}
