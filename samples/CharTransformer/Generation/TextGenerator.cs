using CharTransformerSample.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Generation;

/// <summary>Lets a model write.</summary>
/// <param name="model">Tokens to logits.</param>
/// <param name="context">The bytes it sees at once.</param>
/// <param name="seed">The seed of the draws.</param>
public sealed class TextGenerator(Module<Tensor, Tensor> model, int context, long seed)
{
    // Draws must not repeat those of the batches, which use the steps 0, 1, 2 ... as counters.
    private const int Draws = -1;
    private const double Temperature = 0.8;

    /// <summary>Continues a prompt.</summary>
    /// <param name="prompt">At least one byte.</param>
    /// <param name="length">The bytes to write.</param>
    /// <param name="stop">Asks to stop writing.</param>
    /// <returns>The bytes written, without the prompt.</returns>
    public byte[] Continue(ReadOnlySpan<byte> prompt, int length, CancellationToken stop = default)
    {
        var tokens = new List<long>();
        foreach (var value in prompt)
        {
            tokens.Add(value);
        }

        using var _ = no_grad();
        model.eval();
        for (var i = 0; i < length; i++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var seen = tokens.TakeLast(context).ToArray();
            var logits = model.call(tensor(seen).unsqueeze(0))[0, seen.Length - 1];
            var probabilities = functional.softmax(logits / Temperature, 0).data<float>().ToArray();
            tokens.Add(Draw(probabilities, CounterRandom.NextUnit(seed, Draws, i)));
        }

        model.train();
        return [.. tokens.TakeLast(length).Select(token => (byte)token)];
    }

    private static int Draw(float[] probabilities, double at)
    {
        for (var i = 0; i < probabilities.Length; i++)
        {
            at -= probabilities[i];
            if (at < 0)
            {
                return i;
            }
        }

        // Rounding left a rest: the most likely byte takes it.
        return Array.IndexOf(probabilities, probabilities.Max());
    }
}
