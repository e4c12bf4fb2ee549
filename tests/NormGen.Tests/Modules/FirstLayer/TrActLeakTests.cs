using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.FirstLayer;

/// <summary>Tensors counted before and after.</summary>
[Collection(CountingTensors.Name)]
public class TrActLeakTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Calls_with_and_without_gradients_leave_no_tensor_behind(bool gradients)
    {
        using var linear = torch.nn.TrActLinear(5, 3);
        using var convolution = torch.nn.TrActConv2d(2, 3, 3);
        using Tensor rows = randn(4, 5), images = randn(2, 2, 6, 6);
        using var mode = set_grad_enabled(gradients);
        CountingTensors.AssertNothingStays(Run);

        void Run()
        {
            using Tensor y = linear.call(rows), z = convolution.call(images);
            if (!gradients) return;
            using Tensor a = y.sum(), b = z.sum();
            a.backward();
            b.backward();
        }
    }
}
