using NormGen.Tests.Modules.Evolved;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Channels;

[Collection(CountingTensors.Name)]
public sealed class ChannelLeakTests
{
    public static TheoryData<string, bool> Kinds() => new() { { "group", true }, { "group", false }, { "batch2", true }, { "batch2", false }, { "instance2", true }, { "instance2", false }, { "B0", true }, { "S0", true } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Calls_inside_a_scope_leave_no_tensor_behind(string kind, bool affine)
    {
        using nn.Module<Tensor, Tensor> norm = kind is "B0" or "S0" ? EvoNormTests.Make(kind, 4, ScalarType.Float32) : ChannelNormTests.Pair(kind, 4, ScalarType.Float32, affine, track: true).Fused;
        CountingTensors.AssertNothingStays(Step);

        void Step()
        {
            using var scope = NewDisposeScope();
            var x = randn(3, 4, 5, 6).requires_grad_();
            norm.train(false);
            using (no_grad()) norm.call(x);
            norm.train();
            (norm.call(x * 2) * 3).sum().backward();
            foreach (var parameter in norm.parameters())
            {
                using var gradient = parameter.grad;
                gradient!.zero_();
            }
        }
    }
}
