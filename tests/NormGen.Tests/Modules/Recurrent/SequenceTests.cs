using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Recurrent;

/// <summary>Layers of recurrent cells over a sequence against the cells called step by step.</summary>
public class SequenceTests
{
    private const int Time = 5, Batch = 3, Input = 4, Hidden = 6;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void The_RNN_is_its_cells_step_by_step(long layers, bool masked)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var rnn = torch.nn.LayerNormRNN(Input, Hidden, layers, dtype: ScalarType.Float64);
        var (x, state, mask) = Data(layers, masked);
        Agree(rnn, x, () => rnn.Unroll(x, state, mask) is var (output, h) ? [output, h] : [], () => StepByStep(layers, x, state, mask, (layer, step, h, m) => rnn.cells[layer].Step(step, h, m)));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void The_GRU_is_its_cells_step_by_step(long layers, bool masked)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var gru = torch.nn.LayerNormGRU(Input, Hidden, layers, dtype: ScalarType.Float64);
        var (x, state, mask) = Data(layers, masked);
        Agree(gru, x, () => gru.Unroll(x, state, mask) is var (output, h) ? [output, h] : [], () => StepByStep(layers, x, state, mask, (layer, step, h, m) => gru.cells[layer].Step(step, h, m)));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void The_LSTM_is_its_cells_step_by_step(long layers, bool masked)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var lstm = torch.nn.LayerNormLSTM(Input, Hidden, layers, dtype: ScalarType.Float64);
        var (x, state, mask) = Data(layers, masked);
        var first = randn([layers, Batch, Hidden], ScalarType.Float64);
        Agree(lstm, x, () => lstm.Unroll(x, (state, first), mask) is var (output, h, c) ? [output, h, c] : [], () =>
        {
            var cells = first.unbind(0);
            var results = StepByStep(layers, x, state, mask, (layer, step, h, m) =>
            {
                (h, cells[layer]) = lstm.cells[layer].Step(step, (h, cells[layer]), m);
                return h;
            });
            return [.. results, stack(cells)];
        });
    }

    [Fact]
    public void Batch_first_is_the_same_with_dimensions_swapped_and_no_state_is_zero()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var (one, other) = (torch.nn.LayerNormGRU(Input, Hidden, 2), torch.nn.LayerNormGRU(Input, Hidden, 2, batch_first: true));
        other.load_state_dict(one.state_dict());
        var (x, mask) = (randn(Time, Batch, Input), randint(0, 2, [Time, Batch], ScalarType.Float32));
        var (output, h) = one.Unroll(x, mask: mask);
        var (swapped, sameH) = other.Unroll(x.transpose(0, 1), zeros(2, Batch, Hidden), mask.t());
        Compared.Same(output, swapped.transpose(0, 1), ScalarType.Float32, "output");
        Compared.Same(h, sameH, ScalarType.Float32, "last states");
        Assert.Equal([Time, Batch, Hidden], output.shape);
        Assert.Equal(["cells.0.weight_ih_ru", "cells.1.weight_ih_ru"], one.state_dict().Keys.Where(key => key.EndsWith("weight_ih_ru", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_masked_sequence_ends_where_it_ends_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var lstm = torch.nn.LayerNormLSTM(Input, Hidden, 2);
        var (x, mask) = (randn(Time, 1, Input), tensor(new[] { 1f, 1, 1, 0, 0 }).unsqueeze(1));
        var (_, h, c) = lstm.Unroll(x, mask: mask);
        var (_, shortH, shortC) = lstm.Unroll(x[..3]);
        Compared.Same(shortH, h, ScalarType.Float32, "state");
        Compared.Same(shortC, c, ScalarType.Float32, "cell");
    }

    [Fact]
    public void Dropout_stands_between_layers_and_in_training_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var (x, rnn) = (randn(Time, Batch, Input), torch.nn.LayerNormRNN(Input, Hidden, 2, dropout: 0.5));
        Assert.False(rnn.call(x, null).Output.allclose(rnn.call(x, null).Output));
        rnn.eval();
        Assert.True(rnn.call(x, null).Output.allclose(rnn.call(x, null).Output));
        var single = torch.nn.LayerNormRNN(Input, Hidden, 1, dropout: 0.5);
        Assert.True(single.call(x, null).Output.allclose(single.call(x, null).Output));
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var rnn = torch.nn.LayerNormRNN(Input, Hidden, 2);
        using var lstm = torch.nn.LayerNormLSTM(Input, Hidden, 2, batch_first: true);
        Assert.Equal("num_layers", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.LayerNormGRU(Input, Hidden, 0)).ParamName);
        Assert.Equal("dropout", Assert.Throws<ArgumentOutOfRangeException>(() => torch.nn.LayerNormGRU(Input, Hidden, dropout: 1)).ParamName);
        Assert.Contains("[time, batch, 4]", Assert.Throws<ArgumentException>("input", () => rnn.call(randn(Batch, Input), null)).Message);
        Assert.Contains("[batch, time, 4]", Assert.Throws<ArgumentException>("input", () => lstm.call(randn(Batch, 0, Input), null)).Message);
        Assert.Throws<ArgumentException>("state", () => rnn.call(randn(Time, Batch, Input), randn(1, Batch, Hidden)));
        Assert.Throws<ArgumentException>("state", () => lstm.call(randn(Batch, Time, Input), (randn(2, Batch, Hidden), randn(2, Time, Hidden))));
        Assert.Throws<ArgumentException>("state", () => rnn.call(randn(Time, Batch, Input), randn([2, Batch, Hidden], ScalarType.Float64)));
        Assert.Throws<ArgumentException>("mask", () => lstm.Unroll(randn(Batch, Time, Input), mask: ones(Time, Batch)));
    }

    private static (Tensor X, Tensor State, Tensor? Mask) Data(long layers, bool masked)
        => (randn([Time, Batch, Input], ScalarType.Float64).requires_grad_(), randn([layers, Batch, Hidden], ScalarType.Float64), masked ? randint(0, 2, [Time, Batch], ScalarType.Float64) : null);

    private static Tensor[] StepByStep(long layers, Tensor x, Tensor state, Tensor? mask, Func<int, Tensor, Tensor, Tensor?, Tensor> step)
    {
        var (states, outputs) = (state.unbind(0), new List<Tensor>());
        for (var time = 0; time < x.size(0); time++)
        {
            var below = x[time];
            for (var layer = 0; layer < layers; layer++) below = states[layer] = step(layer, below, states[layer], mask?[time]);
            outputs.Add(below);
        }

        return [stack(outputs), stack(states)];
    }

    /// <summary>Results, the gradient of the input and of every parameter.</summary>
    private static void Agree(nn.Module module, Tensor x, Func<Tensor[]> actual, Func<Tensor[]> expected)
    {
        var (wanted, found) = (Run(expected), Run(actual));
        Assert.Equal(wanted.Count, found.Count);
        foreach (var (one, other) in wanted.Zip(found)) Compared.Same(one, other, ScalarType.Float64, $"[{string.Join(", ", one.shape)}]");

        List<Tensor> Run(Func<Tensor[]> run)
        {
            module.zero_grad();
            x.grad?.zero_();
            var results = run();
            results.Select((result, i) => (result * (i + 1)).square().sum()).Aggregate((sum, next) => sum + next).backward();
            return [.. results.Select(result => result.detach()), x.grad!.clone(), .. module.parameters().Select(parameter => parameter.grad!.clone())];
        }
    }
}
