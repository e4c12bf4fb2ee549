using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Layers of <see cref="LayerNormGRUCell"/> over a sequence, with the arguments and the results of <c>torch.nn.GRU</c>.</summary>
/// <remarks>Ba, Kiros and Hinton, Layer Normalization, 2016, arXiv 1607.06450. The input's products of all steps of a layer are one; the steps follow one another. Keys in <c>state_dict</c> are those of the cells: <c>cells.0.weight_ih_ru</c>.</remarks>
public sealed class LayerNormGRU : nn.Module<Tensor, Tensor?, (Tensor Output, Tensor H)>
{
    private readonly SequenceRun<LayerNormGRUCell, Tensor> run;

    /// <summary>Makes the layers.</summary>
    /// <param name="input_size">The features of the input.</param>
    /// <param name="hidden_size">The features of the states.</param>
    /// <param name="num_layers">How many layers; each but the first reads the states of the one before.</param>
    /// <param name="bias">Whether the cells have biases.</param>
    /// <param name="batch_first">Whether inputs and results are <c>[batch, time, features]</c>, not <c>[time, batch, features]</c>; states are <c>[layers, batch, features]</c> in either case.</param>
    /// <param name="dropout">The probability that an element between two layers is dropped in training.</param>
    /// <param name="eps">Added to the variances, inside the root.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public LayerNormGRU(long input_size, long hidden_size, long num_layers = 1, bool bias = true, bool batch_first = false, double dropout = 0, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
        : base(nameof(LayerNormGRU))
    {
        SequenceArguments.CheckLayers(num_layers, dropout);
        (this.input_size, this.hidden_size, this.num_layers, this.batch_first, this.dropout) = (input_size, hidden_size, num_layers, batch_first, dropout);
        cells = new([.. Enumerable.Range(0, (int)num_layers).Select(layer => new LayerNormGRUCell(layer == 0 ? input_size : hidden_size, hidden_size, bias, eps, device, dtype))]);
        run = new([.. cells], (cell, x) => cell.FromInput(x), (cell, x, state, mask) => cell.Advance(x, state, mask), state => state);
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
    public ModuleList<LayerNormGRUCell> cells { get; }

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
        SequenceArguments.CheckInput(input, input_size, batch_first, cells[0].weight_ih_ru, nameof(LayerNormGRU));
        SequenceArguments.CheckState(state, input, num_layers, hidden_size, batch_first, nameof(state));
        SequenceArguments.CheckMask(mask, input, batch_first);
        using var scope = NewDisposeScope();
        var (output, last) = run.Through(input, SequenceArguments.First(state, input, num_layers, hidden_size, batch_first), mask, batch_first, training ? dropout : 0);
        return (output.MoveToOuterDisposeScope(), stack(last).MoveToOuterDisposeScope());
    }
}
