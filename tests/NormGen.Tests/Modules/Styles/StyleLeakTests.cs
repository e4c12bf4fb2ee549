using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Styles;

[Collection(CountingTensors.Name)]
public sealed class StyleLeakTests
{
    [Fact]
    public void Calls_inside_a_scope_leave_no_tensor_behind()
    {
        CountingTensors.AssertNothingStays(Step);

        static void Step()
        {
            using var scope = NewDisposeScope();
            var pooling = new PoolingRegions(scale: 1, size: 16);
            using var regions = pooling.On(8);
            var (content, noise) = (randn(1, 3, 8, 8).requires_grad_(), torch.nn.functional.coral(randn(3, 8, 8), randn(3, 8, 8)).unsqueeze(0));
            var mixed = regions.Mix(content * 1, noise, tensor(pooling.Alphas()).to(ScalarType.Float32));
            (torch.nn.AdaIN().call(mixed, noise).sum() + torch.nn.functional.style_loss(mixed, noise)).backward();
        }
    }
}
