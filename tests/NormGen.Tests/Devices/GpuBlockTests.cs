using NormGen.Tests.Placement;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Devices;

/// <summary>Generated blocks on a GPU against the CPU's: the joints run as formulas there, with the masks of the same seeds.</summary>
public class GpuBlockTests
{
    [SkippableTheory]
    [InlineData("PreLN")]
    [InlineData("PostLN")]
    [InlineData("PeriLN")]
    public void Results_and_all_gradients_are_those_of_the_CPU(string placement)
    {
        var device = Gpu.Required();
        using var scope = NewDisposeScope();
        Gpu.Same(Run(placement, CPU), Run(placement, device));
    }

    private static List<(string Name, Tensor Value)> Run(string placement, Device device)
    {
        manual_seed(3);
        var block = EndedBlockTests.Make("Ended" + placement, 0.3).to(ScalarType.Float64).to(device);
        var x = randn(4, 5, EndedBlockTests.Width, dtype: ScalarType.Float64).to(device).requires_grad_();
        manual_seed(4);
        var y = block.call(x);
        y.square().sum().backward();
        return [("result", y), ("gradient of x", x.grad!), .. block.named_parameters().Select(item => ("gradient of " + item.name, item.parameter.grad!))];
    }
}
