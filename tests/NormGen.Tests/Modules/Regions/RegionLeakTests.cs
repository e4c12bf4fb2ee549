using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Regions;

[Collection(CountingTensors.Name)]
public sealed class RegionLeakTests
{
    [Fact]
    public void Calls_inside_a_scope_leave_no_tensor_behind()
    {
        using var basic = torch.nn.RegionNormB(4);
        using var learnable = torch.nn.RegionNormL(4);
        CountingTensors.AssertNothingStays(Step);

        void Step()
        {
            using var scope = NewDisposeScope();
            using var masks = new MaskPyramid(rand(2, 1, 12, 12) > 0.5);
            var x = randn(2, 4, 6, 6).requires_grad_();
            using (no_grad()) learnable.call(basic.call(x, masks.For(x)));
            learnable.call(basic.call(x * 2, masks.For(x))).sum().backward();
            foreach (var parameter in basic.parameters().Concat(learnable.parameters()))
            {
                using var gradient = parameter.grad;
                gradient?.zero_();
            }
        }
    }
}
