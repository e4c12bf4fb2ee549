using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>How sequences go through layers of recurrent cells: time outside, layers inside, one product for the input of all steps of a layer.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
/// <typeparam name="TState">Its state.</typeparam>
/// <param name="cells">The cells, one a layer.</param>
/// <param name="fromInput">What a cell takes of the input alone.</param>
/// <param name="advance">A step of a cell.</param>
/// <param name="hidden">What of a state the next layer sees.</param>
internal sealed class SequenceRun<TCell, TState>(IReadOnlyList<TCell> cells, Func<TCell, Tensor, Tensor[]> fromInput, Func<TCell, Tensor[], TState, Tensor?, TState> advance, Func<TState, Tensor> hidden)
{
    /// <summary>Runs.</summary>
    /// <param name="input">The input <c>[time, batch, features]</c>, or batch first.</param>
    /// <param name="states">The first state of each layer.</param>
    /// <param name="mask">A number for each sample and step, laid out as the input; null for all.</param>
    /// <param name="batchFirst">Whether the batch is the first dimension.</param>
    /// <param name="dropout">The probability that an element between two layers is dropped; 0 in evaluation.</param>
    /// <returns>The last layer's states at each step, and the last state of each layer.</returns>
    public (Tensor Output, TState[] Last) Through(Tensor input, IEnumerable<TState> states, Tensor? mask, bool batchFirst, double dropout)
    {
        var (x, time) = (batchFirst ? input.transpose(0, 1) : input, batchFirst ? 1 : 0);
        // Unbound at once: the gradient of a step taken out of a sequence is a sequence of zeros but for that step, for each step.
        var (masks, last) = (mask?.unbind(time), states.ToArray());
        for (var layer = 0; layer < cells.Count; layer++)
        {
            if (layer > 0 && dropout > 0) x = nn.functional.dropout(x, dropout);
            var parts = Array.ConvertAll(fromInput(cells[layer], x), part => part.unbind(0));
            var outputs = new Tensor[parts[0].Length];
            for (var step = 0; step < outputs.Length; step++)
            {
                last[layer] = advance(cells[layer], Array.ConvertAll(parts, part => part[step]), last[layer], masks?[step]);
                outputs[step] = hidden(last[layer]);
            }

            x = stack(outputs);
        }

        return (batchFirst ? x.transpose(0, 1) : x, last);
    }
}
