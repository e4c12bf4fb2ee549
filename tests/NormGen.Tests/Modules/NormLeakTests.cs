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
    [InlineData("power")]
    [InlineData("unified")]
    public void Calls_inside_a_scope_leave_no_tensor_behind(string kind)
    {
        using nn.Module<Tensor, Tensor> norm = kind switch
        {
            "rms" => torch.nn.RMSNorm(16),
            "layer" => torch.nn.FusedLayerNorm(16),
            "power" => torch.nn.PowerNorm(16, warmup_iters: 4),
            _ => torch.nn.UnifiedNorm(16, warmup_iters: 4, outlier_filtration: true),
        };
        CountingTensors.AssertNothingStays(Step);

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

    [Fact]
    public void A_balanced_batch_norm_leaves_no_tensor_behind_either()
    {
        using var norm = torch.nn.AdaB2N2d(3, 2, kappa: 0.4);
        using var tasks = tensor([0L, 1, 1, 0]);
        norm.EndTask();
        CountingTensors.AssertNothingStays(Step);

        void Step()
        {
            using var scope = NewDisposeScope();
            norm.SetTaskCounts(tasks);
            ((norm.call(randn(4, 3, 5, 5)) * 3).sum() + norm.NormLoss()).backward();
            norm.zero_grad();
        }
    }
}
