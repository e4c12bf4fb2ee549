using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Recurrent;

/// <summary>Layer-normalized recurrent cells against compositions of libtorch's layer norm, and what they refuse.</summary>
public class RecurrentTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void The_RNN_cell_agrees_with_the_composed_form_in_result_and_all_gradients(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        foreach (var nonlinearity in new[] { nn.NonLinearities.Tanh, nn.NonLinearities.ReLU })
        {
            using var cell = torch.nn.LayerNormRNNCell(11, 21, nonlinearity, dtype: type);
            Agree(cell, type, x => cell.call(x[0], x[1]), x =>
            {
                var sum = nn.functional.layer_norm(x[0].matmul(cell.weight_ih.t()) + x[1].matmul(cell.weight_hh.t()), [21], cell.ln.weight, cell.ln.bias);
                return nonlinearity == nn.NonLinearities.Tanh ? sum.tanh() : sum.relu();
            });
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32, true, false)]
    [InlineData(ScalarType.Float64, true, false)]
    [InlineData(ScalarType.Float64, true, true)]
    [InlineData(ScalarType.Float64, false, false)]
    public void The_LSTM_cell_agrees_with_the_composed_form_in_result_and_all_gradients(ScalarType type, bool bias, bool twice)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var cell = torch.nn.LayerNormLSTMCell(11, 21, bias, twice, dtype: type);
        Agree(cell, type, x => cell.call(x[0], (x[1], x[2])) is var (h, c) ? h * 2 + c : x[0], x =>
        {
            var own = cell.bias is { } b ? b : zeros([84], type);
            var p = nn.functional.layer_norm(x[0].matmul(cell.weight_ih.t()) + (twice ? own : zeros([84], type)), [84], cell.ln_ih.weight, cell.ln_ih.bias)
                + nn.functional.layer_norm(x[1].matmul(cell.weight_hh.t()), [84], cell.ln_hh.weight, cell.ln_hh.bias) + own;
            var gates = p.chunk(4, -1);
            var c = gates[1].sigmoid() * x[2] + gates[0].sigmoid() * gates[3].tanh();
            return gates[2].sigmoid() * nn.functional.layer_norm(c, [21], cell.ln_c.weight, cell.ln_c.bias).tanh() * 2 + c;
        });
    }

    [Theory]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.Float64, true)]
    [InlineData(ScalarType.Float64, false)]
    public void The_GRU_cell_agrees_with_the_composed_form_in_result_and_all_gradients(ScalarType type, bool bias)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var cell = torch.nn.LayerNormGRUCell(11, 21, bias, dtype: type);
        Agree(cell, type, x => cell.call(x[0], x[1]), x =>
        {
            var gates = (Normalized(nn.functional.linear(x[0], cell.weight_ih_ru, cell.bias_ru), cell.ln_ih_ru) + Normalized(x[1].matmul(cell.weight_hh_ru.t()), cell.ln_hh_ru)).sigmoid().chunk(2, -1);
            var n = (Normalized(nn.functional.linear(x[0], cell.weight_ih_n, cell.bias_n), cell.ln_ih_n) + gates[0] * Normalized(x[1].matmul(cell.weight_hh_n.t()), cell.ln_hh_n)).tanh();
            return gates[1] * x[1] + (1 - gates[1]) * n;
        });

        static Tensor Normalized(Tensor x, FusedLayerNorm norm) => nn.functional.layer_norm(x, norm.normalized_shape, norm.weight, norm.bias);
    }

    [Fact]
    public void Where_the_mask_is_zero_the_state_is_carried_over()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var cell = torch.nn.LayerNormLSTMCell(3, 4);
        var (x, h, c, mask) = (randn(2, 3), randn(2, 4), randn(2, 4), tensor(new[] { 0f, 1 }));
        var ((all, allCells), (some, someCells)) = (cell.Step(x, (h, c)), cell.Step(x, (h, c), mask));
        Assert.True(some[0].eq(h[0]).all().item<bool>() && someCells[0].eq(c[0]).all().item<bool>());
        Assert.True(some[1].eq(all[1]).all().item<bool>() && someCells[1].eq(allCells[1]).all().item<bool>());
        using var gru = torch.nn.LayerNormGRUCell(3, 4);
        Assert.True(gru.Step(x, h, mask)[0].eq(h[0]).all().item<bool>());
    }

    [Fact]
    public void Without_a_state_it_is_zero_and_parameters_begin_as_they_should()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        LayerNormGRUCell gru;
        using (NewDisposeScope()) gru = torch.nn.LayerNormGRUCell(3, 4);
        var x = randn(2, 3);
        Assert.True(gru.call(x, null).eq(gru.call(x, zeros(2, 4))).all().item<bool>());
        using var lstm = torch.nn.LayerNormLSTMCell(3, 4);
        Assert.True(lstm.call(x, null).Item1.eq(lstm.call(x, (zeros(2, 4), zeros(2, 4))).Item1).all().item<bool>());
        for (var gate = 0; gate < 4; gate++)
        {
            var block = lstm.weight_hh.detach().narrow(0, 4 * gate, 4);
            Compared.Same(eye(4), block.matmul(block.t()), ScalarType.Float32, "orthogonality");
        }

        Assert.InRange(lstm.weight_ih.abs().max().item<float>(), 0.3f, 0.5f);
        Assert.Contains("ln_ih.weight", lstm.state_dict().Keys);
        Assert.Equal(9, lstm.to(ScalarType.Float64).state_dict().Count);
        Assert.Equal(ScalarType.Float64, lstm.call(x.to(ScalarType.Float64), null).Item1.dtype);
        gru.Dispose();
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>("input_size", () => torch.nn.LayerNormRNNCell(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>("hidden_size", () => torch.nn.LayerNormGRUCell(3, -1));
        Assert.Throws<ArgumentOutOfRangeException>("eps", () => torch.nn.LayerNormLSTMCell(3, 4, eps: -1));
        Assert.Throws<ArgumentException>("biasTwice", () => torch.nn.LayerNormLSTMCell(3, 4, bias: false, biasTwice: true));
        Assert.Throws<ArgumentException>("dtype", () => torch.nn.LayerNormRNNCell(3, 4, dtype: ScalarType.Int32));
        using var cell = torch.nn.LayerNormGRUCell(3, 4);
        Assert.Contains("[2, 5]", Assert.Throws<ArgumentException>("input", () => cell.call(ones(2, 5), null)).Message);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>("input", () => cell.call(ones([2, 3], ScalarType.Float64), null)).Message);
        Assert.Contains("[2, 4]", Assert.Throws<ArgumentException>("state", () => cell.call(ones(2, 3), ones(1, 4))).Message);
        Assert.Throws<ArgumentException>("state", () => cell.call(ones(2, 3), ones([2, 4], ScalarType.Float64)));
        Assert.Throws<ArgumentException>("mask", () => cell.Step(ones(2, 3), mask: ones(3)));
        using var lstm = torch.nn.LayerNormLSTMCell(3, 4);
        Assert.Throws<ArgumentException>("state", () => lstm.call(ones(2, 3), (ones(2, 4), ones(2, 5))));
    }

    private static void Agree(nn.Module cell, ScalarType type, Func<Tensor[], Tensor> ours, Func<Tensor[], Tensor> composed)
    {
        foreach (var (name, parameter) in cell.named_parameters())
            if (!name.StartsWith("weight", StringComparison.Ordinal))
                using (no_grad()) parameter.copy_(randn(parameter.shape, type));
        Tensor[] inputs = [.. new long[] { 11, 21, 21 }.Select(size => randn([6, size], type).requires_grad_())];
        var (expected, actual, weights) = (composed(inputs), ours(inputs), randn([6, 21], type));
        Compared.Same(expected, actual, type, "result");
        var leaves = cell.named_parameters().Select(item => (item.name, (Tensor)item.parameter)).Append(("input", inputs[0])).Append(("state", inputs[1])).ToArray();
        var (wanted, gradients) = (autograd.grad([expected], [.. leaves.Select(leaf => leaf.Item2)], [weights]), autograd.grad([actual], [.. leaves.Select(leaf => leaf.Item2)], [weights]));
        for (var i = 0; i < leaves.Length; i++) Compared.Same(wanted[i], gradients[i], type, "gradient of " + leaves[i].Item1);
    }
}
