using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

[Collection(CountingTensors.Name)]
public sealed class LayerLeakTests
{
    [Theory]
    [InlineData("crms")]
    [InlineData("zero mean")]
    [InlineData("L1 layer")]
    [InlineData("L1 batch")]
    [InlineData("quantized")]
    [InlineData("selu")]
    [InlineData("feature dropout")]
    public void Calls_inside_a_scope_leave_no_tensor_behind(string kind)
    {
        using nn.Module<Tensor, Tensor> layer = kind switch
        {
            "crms" => torch.nn.CRMSNorm(6),
            "zero mean" => torch.nn.LinearZeroMeanOutput(6, 6),
            "L1 layer" => torch.nn.L1LayerNorm(6),
            "L1 batch" => torch.nn.L1BatchNorm2d(3),
            "quantized" => torch.nn.FullyQuantized(torch.nn.L1LayerNorm(6)),
            "selu" => torch.nn.FusedSELU(0.1),
            _ => torch.nn.FusedFeatureAlphaDropout(0.1),
        };
        CountingTensors.AssertNothingStays(() =>
        {
            using var scope = NewDisposeScope();
            using (no_grad()) layer.call(randn(2, 3, 6, 6));
            (layer.call(randn(2, 3, 6, 6).requires_grad_() * 2) * 3).sum().backward();
            layer.zero_grad();
        });
    }

    [Fact]
    public void Recurrent_cells_leave_no_tensor_behind_either()
    {
        using var lstm = torch.nn.LayerNormLSTMCell(3, 4);
        using var gru = torch.nn.LayerNormGRUCell(3, 4);
        using var rnn = torch.nn.LayerNormRNNCell(3, 4);
        using var mask = tensor(new[] { 0f, 1 });
        CountingTensors.AssertNothingStays(() =>
        {
            using var scope = NewDisposeScope();
            var x = randn(2, 3);
            var (h, c) = lstm.Step(x, lstm.Step(x), mask);
            (h + c + gru.Step(x, gru.Step(x), mask) + rnn.Step(x, rnn.Step(x), mask)).sum().backward();
            foreach (var cell in (nn.Module[])[lstm, gru, rnn]) cell.zero_grad();
        });
    }

    [Fact]
    public void Nor_do_layers_of_them_over_a_sequence()
    {
        using var lstm = torch.nn.LayerNormLSTM(3, 4, 2);
        using var gru = torch.nn.LayerNormGRU(3, 4, 2, batch_first: true, dropout: 0.1);
        using var mask = ones(5, 2);
        CountingTensors.AssertNothingStays(() =>
        {
            using var scope = NewDisposeScope();
            var (output, h, c) = lstm.Unroll(randn(5, 2, 3), mask: mask);
            (output.sum() + h.sum() + c.sum() + gru.Unroll(randn(5, 2, 3)).Output.sum()).backward();
            foreach (var layer in (nn.Module[])[lstm, gru]) layer.zero_grad();
        });
    }
}
