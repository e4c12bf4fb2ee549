using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Layers of recurrent cells with one state over a sequence. The input's products of all steps of a layer are one; the steps follow one another.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
/// <remarks>Ba, Kiros and Hinton, Layer Normalization, 2016, arXiv 1607.06450.</remarks>
public abstract class LayerNormSequence<TCell> : nn.Module<Tensor, Tensor?, (Tensor Output, Tensor H)>
    where TCell : nn.Module
{
    private readonly SequenceRun<TCell, Tensor> run;
    private readonly Func<TCell, Tensor> fromInputWeight;

    private protected LayerNormSequence(string name, long input_size, long hidden_size, long num_layers, bool batch_first, double dropout, Func<long, TCell> cell, Func<TCell, Tensor> weight, Func<TCell, Tensor, Tensor[]> fromInput, Func<TCell, Tensor[], Tensor, Tensor?, Tensor> advance)
        : base(name)
    {
        SequenceArguments.CheckLayers(num_layers, dropout);
        (this.input_size, this.hidden_size, this.num_layers, this.batch_first, this.dropout) = (input_size, hidden_size, num_layers, batch_first, dropout);
        cells = new([.. Enumerable.Range(0, (int)num_layers).Select(layer => cell(layer == 0 ? input_size : hidden_size))]);
        (run, fromInputWeight) = (new([.. cells], fromInput, advance, state => state), weight);
        RegisterComponents();
    }

    /// <summary>The features of the input.</summary>
    public long input_size { get; }

    /// <summary>The features of the states.</summary>
    public long hidden_size { get; }

    /// <summary>How many layers.</summary>
    public long num_layers { get; }

    /// <summary>Whether the batch is the first dimension of inputs and results.</summary>
    public bool batch_first { get; }

    /// <summary>The probability that an element between two layers is dropped in training.</summary>
    public double dropout { get; }

    /// <summary>The cells, one a layer.</summary>
    [field: ComponentName(Name = nameof(cells))]
    public ModuleList<TCell> cells { get; }

    /// <summary>All steps.</summary>
    /// <param name="input">The input <c>[time, batch, input_size]</c>, or batch first.</param>
    /// <param name="state">The first states <c>[layers, batch, hidden_size]</c>; null: zero.</param>
    /// <returns>The last layer's states at each step, laid out as the input, and the last states <c>[layers, batch, hidden_size]</c>.</returns>
    public override (Tensor Output, Tensor H) forward(Tensor input, Tensor? state) => Unroll(input, state);

    /// <summary>All steps, of some of the samples.</summary>
    /// <param name="input">The input <c>[time, batch, input_size]</c>, or batch first.</param>
    /// <param name="state">The first states <c>[layers, batch, hidden_size]</c>; null: zero.</param>
    /// <param name="mask">A number for each sample and step, laid out as the input: where it is 0, the states are carried over, so that the last ones are those of each sequence's own end. Null: all take every step.</param>
    /// <returns>The last layer's states at each step, laid out as the input, and the last states <c>[layers, batch, hidden_size]</c>.</returns>
    /// <exception cref="ArgumentException">A shape or type does not fit.</exception>
    public (Tensor Output, Tensor H) Unroll(Tensor input, Tensor? state = null, Tensor? mask = null)
    {
        SequenceArguments.CheckInput(input, input_size, batch_first, fromInputWeight(cells[0]), GetName());
        SequenceArguments.CheckState(state, input, num_layers, hidden_size, batch_first, nameof(state));
        SequenceArguments.CheckMask(mask, input, batch_first);
        using var scope = NewDisposeScope();
        var (output, last) = run.Through(input, SequenceArguments.First(state, input, num_layers, hidden_size, batch_first), mask, batch_first, training ? dropout : 0);
        return (output.MoveToOuterDisposeScope(), stack(last).MoveToOuterDisposeScope());
    }
}
