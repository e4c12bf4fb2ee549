using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>What a fused call allocates in managed memory: the objects that stand for its results and for the graph, whatever the size of the tensors and however many rows there are.</summary>
public class ManagedMemoryTests
{
    private const int Calls = 200;

    [Fact]
    public void Inference_allocates_the_object_of_its_result()
    {
        using var noGradient = no_grad();
        var small = PerCall(4, 8, Inference);
        Assert.True(small <= 64, $"{small} bytes a call");
        Assert.Equal(small, PerCall(512, 256, Inference));
    }

    [Fact]
    public void Training_allocates_a_few_objects()
    {
        var small = PerCall(4, 8, Training);
        Assert.True(small <= 1024, $"{small} bytes a call");
        Assert.Equal(small, PerCall(512, 256, Training));
    }

    private static void Inference(Tensor x, Tensor weight)
    {
        using var y = NormGen.Modules.Norms.RMSNorm(x, weight, 1e-6);
    }

    private static void Training(Tensor x, Tensor weight)
    {
        using var y = NormGen.Modules.Norms.RMSNorm(x, weight, 1e-6);
        using var loss = y.sum();
        loss.backward();
    }

    /// <summary>Bytes of this thread, after calls enough that nothing is made for the first time; what else happens on the thread meanwhile counts less than a byte a call.</summary>
    private static long PerCall(long rows, long features, Action<Tensor, Tensor> call)
    {
        using var x = randn(rows, features, requires_grad: true);
        using var weight = ones(features, requires_grad: true);
        for (var i = 0; i < Calls; i++) call(x, weight);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++) call(x, weight);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
