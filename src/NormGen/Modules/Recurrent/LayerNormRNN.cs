using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Layers of <see cref="LayerNormRNNCell"/> over a sequence, with the arguments and the results of <c>torch.nn.RNN</c>.</summary>
/// <remarks>Ba, Kiros and Hinton, Layer Normalization, 2016, arXiv 1607.06450. Keys in <c>state_dict</c> are those of the cells: <c>cells.0.weight_ih</c>.</remarks>
public sealed class LayerNormRNN : LayerNormSequence<LayerNormRNNCell>
{
    /// <summary>Makes the layers.</summary>
    /// <param name="input_size">The features of the input.</param>
    /// <param name="hidden_size">The features of the states.</param>
    /// <param name="num_layers">How many layers; each but the first reads the states of the one before.</param>
    /// <param name="nonlinearity">The activation.</param>
    /// <param name="batch_first">Whether inputs and results are <c>[batch, time, features]</c>, not <c>[time, batch, features]</c>; states are <c>[layers, batch, features]</c> in either case.</param>
    /// <param name="dropout">The probability that an element between two layers is dropped in training.</param>
    /// <param name="eps">Added to the variances, inside the root.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public LayerNormRNN(long input_size, long hidden_size, long num_layers = 1, nn.NonLinearities nonlinearity = nn.NonLinearities.Tanh, bool batch_first = false, double dropout = 0, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
        : base(nameof(LayerNormRNN), input_size, hidden_size, num_layers, batch_first, dropout, features => new(features, hidden_size, nonlinearity, eps, device, dtype), cell => cell.weight_ih, (cell, x) => cell.FromInput(x), (cell, x, state, mask) => cell.Advance(x, state, mask))
    {
    }
}
