using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>ReLU behind a norm in one kernel against the two modules after one another.</summary>
public class NormalizedReLUTests
{
    [Theory]
    [InlineData(PreActivationNorm.LayerNorm)]
    [InlineData(PreActivationNorm.RMSNorm)]
    public void It_is_the_norm_and_then_relu_with_all_gradients(PreActivationNorm kind)
    {
        using var scope = NewDisposeScope();
        using var own = torch.nn.NormalizedReLU(7, kind, 1e-5, dtype: ScalarType.Float64);
        nn.Module<Tensor, Tensor> norm = kind == PreActivationNorm.LayerNorm ? nn.LayerNorm(7, dtype: ScalarType.Float64) : torch.nn.RMSNorm(7, 1e-5, dtype: ScalarType.Float64);
        Assert.Equal(norm.state_dict().Keys, own.state_dict().Keys);
        using (no_grad())
        {
            foreach (var parameter in norm.parameters()) parameter.add_(Data(parameter.shape, 3), 0.4);
        }

        own.load_state_dict(norm.state_dict());
        Tensor x = Data([3, 4, 7], 1).requires_grad_(), z = x.detach().clone().requires_grad_(), dy = Data([3, 4, 7], 2);
        var (y, expected) = (own.call(x), nn.functional.relu(norm.call(z)));
        y.backward([dy]);
        expected.backward([dy]);
        Near(expected, y);
        Near(z.grad!, x.grad!);
        foreach (var (theirs, mine) in norm.parameters().Zip(own.parameters())) Near(theirs.grad!, mine.grad!);
    }

    [Fact]
    public void Wrong_arguments_are_refused_and_moving_keeps_the_parameters()
    {
        Assert.Equal("features", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.NormalizedReLU(0)).ParamName);
        Assert.Equal("norm", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.NormalizedReLU(2, (PreActivationNorm)5)).ParamName);
        Assert.Equal("eps", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.NormalizedReLU(2, eps: -1)).ParamName);
        using var layer = torch.nn.NormalizedReLU(3);
        Assert.Equal("bias", Assert.Throws<ArgumentException>(() => layer.bias = null).ParamName);
        Assert.Contains("[2, 4]", Assert.Throws<ArgumentException>(() => layer.call(ones(2, 4))).Message);
        layer.to(ScalarType.Float64);
        Assert.Equal([ScalarType.Float64, ScalarType.Float64], layer.parameters().Select(parameter => parameter.dtype));
        using var root = torch.nn.NormalizedReLU(3, PreActivationNorm.RMSNorm);
        Assert.Equal(["weight"], root.named_parameters().Select(item => item.name));
        Assert.Equal("bias", Assert.Throws<ArgumentException>(() => root.bias = new Parameter(zeros(3))).ParamName);
    }

    private static Tensor Data(long[] shape, int seed) => (arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64) * 0.7 + seed).sin().view(shape);

    private static void Near(Tensor expected, Tensor actual) => Assert.True(expected.allclose(actual, 1e-11, 1e-12), $"{expected - actual}");
}
