using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

[Collection(CountingTensors.Name)]
public sealed class NormLeakTests
{
    [Theory]
    [InlineData("rms")]
    [InlineData("layer")]
    public void Calls_inside_a_scope_leave_no_tensor_behind(string kind)
    {
        using nn.Module<Tensor, Tensor> norm = kind == "rms" ? torch.nn.RMSNorm(16) : torch.nn.FusedLayerNorm(16);
        Step();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 20; i++) Step();
        Assert.Equal(before, Tensor.TotalCount);

        void Step()
        {
            using var scope = NewDisposeScope();
            var x = randn(8, 16).requires_grad_();
            using (no_grad()) norm.call(x);
            (norm.call(x * 2) * 3).sum().backward();
            foreach (var parameter in norm.parameters())
            {
                using var gradient = parameter.grad;
                gradient!.zero_();
            }
        }
    }
}
