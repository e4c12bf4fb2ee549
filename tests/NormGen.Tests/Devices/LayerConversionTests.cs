using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Devices;

/// <summary>Layers converted to another type: TorchSharp makes new parameters, and the layer must compute with those it has registered.</summary>
public class LayerConversionTests
{
    public static TheoryData<string> Layers => [.. DeviceLayers.All.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Registered_parameters_are_those_that_get_the_gradients(string name)
    {
        using var scope = NewDisposeScope();
        var (make, shape) = DeviceLayers.All[name];
        var layer = make();
        var wanted = Backward(layer, shape, ScalarType.Float32);
        layer.to(ScalarType.Float64);
        Assert.All(layer.named_parameters(), item => Assert.Equal(ScalarType.Float64, item.parameter.dtype));
        Assert.All(layer.named_buffers().Where(item => item.buffer.is_floating_point()), item => Assert.Equal(ScalarType.Float64, item.buffer.dtype));
        layer.zero_grad();
        Assert.Equal(wanted, Backward(layer, shape, ScalarType.Float64));
    }

    private static List<string> Backward(nn.Module<Tensor, Tensor> layer, long[] shape, ScalarType type)
    {
        layer.call(randn(shape, type).requires_grad_() * 1).square().sum().backward();
        return [.. layer.named_parameters().Where(item => item.parameter.grad is { } gradient && gradient.dtype == type).Select(item => item.name)];
    }
}
