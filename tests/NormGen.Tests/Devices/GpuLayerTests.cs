using NormGen.Tests.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Devices;

/// <summary>Layers on a GPU, where the formulas themselves run, against the CPU's kernels: results, gradients and buffers over two training steps, then evaluation.</summary>
public class GpuLayerTests
{
    public static TheoryData<string, ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<string, ScalarType>();
            foreach (var name in LayerCatalogue.All.Keys)
            {
                cases.Add(name, ScalarType.Float32);
                cases.Add(name, ScalarType.Float64);
            }

            return cases;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Training_and_evaluation_agree_with_the_CPU(string name, ScalarType type)
    {
        var device = Gpu.Required();
        using var scope = NewDisposeScope();
        Gpu.Same(Run(name, type, CPU), Run(name, type, device));
    }

    [SkippableTheory]
    [InlineData("RMSNorm", ScalarType.BFloat16)]
    [InlineData("RMSNorm", ScalarType.Float16)]
    [InlineData("FusedLayerNorm", ScalarType.BFloat16)]
    [InlineData("FusedLayerNorm", ScalarType.Float16)]
    [InlineData("FusedGroupNorm", ScalarType.BFloat16)]
    [InlineData("EvoNorm2dS0", ScalarType.BFloat16)]
    public void Half_types_agree_with_the_CPU_within_their_rounding(string name, ScalarType type)
    {
        var device = Gpu.Required();
        using var scope = NewDisposeScope();
        Gpu.Same(Run(name, type, CPU), Run(name, type, device));
    }

    private static List<(string Name, Tensor Value)> Run(string name, ScalarType type, Device device)
    {
        var entry = LayerCatalogue.All[name];
        var shape = entry.Shape;
        manual_seed(7);
        var layer = entry.Make(null).to(type).to(device);
        var results = new List<(string Name, Tensor Value)>();
        for (var step = 0; step < 2; step++)
        {
            layer.zero_grad();
            var x = (arange(shape.Aggregate((a, b) => a * b), dtype: ScalarType.Float64) * (0.7 + step)).sin().view(shape).to(type).to(device).requires_grad_();
            var y = entry.Call(layer, x * 1);
            (y * y.detach().cos()).sum().backward();
            results.Add(($"result {step}", y));
            results.Add(($"gradient of x {step}", x.grad!));
            results.AddRange(layer.named_parameters().Where(item => item.parameter.grad is not null).Select(item => ($"gradient of {item.name} {step}", item.parameter.grad!.clone())));
        }

        results.AddRange(layer.named_buffers().Select(item => (item.name, item.buffer)));
        layer.eval();
        using (no_grad()) results.Add(("evaluation", entry.Call(layer, ones(shape, type, device) * arange(shape[^1], dtype: type, device: device).cos())));
        return results;
    }
}
