using NormGen.Tests.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Devices;

/// <summary>Layers converted to another type: TorchSharp makes new parameters, and the layer must compute with those it has registered.</summary>
public class LayerConversionTests
{
    public static TheoryData<string> Layers => [.. LayerCatalogue.All.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Registered_parameters_are_those_that_get_the_gradients(string name)
    {
        using var scope = NewDisposeScope();
        var entry = LayerCatalogue.All[name];
        var layer = entry.Make(null);
        var wanted = Backward(entry, layer, ScalarType.Float32);
        layer.to(ScalarType.Float64);
        Assert.All(layer.named_parameters(), item => Assert.Equal(ScalarType.Float64, item.parameter.dtype));
        Assert.All(layer.named_buffers().Where(item => item.buffer.is_floating_point()), item => Assert.Equal(ScalarType.Float64, item.buffer.dtype));
        layer.zero_grad();
        Assert.Equal(wanted, Backward(entry, layer, ScalarType.Float64));
    }

    private static List<string> Backward(CatalogueLayer entry, nn.Module layer, ScalarType type)
    {
        entry.Call(layer, randn(entry.Shape, type).requires_grad_() * 1).square().sum().backward();
        return [.. layer.named_parameters().Where(item => item.parameter.grad is { } gradient && gradient.dtype == type).Select(item => item.name)];
    }
}
