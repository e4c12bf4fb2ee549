using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What layers of recurrent cells ask of their arguments, each with an error that says what was given and what fits.</summary>
internal static class SequenceArguments
{
    public static void CheckLayers(long num_layers, double dropout)
    {
        NormArguments.CheckCount(num_layers, nameof(num_layers));
        if (dropout is not (>= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "dropout, the probability that an element between two layers is dropped, must lie between 0 and 1, and below 1.");
    }

    public static void CheckInput(Tensor input, long input_size, bool batch_first, Tensor weight, string layer)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.ndim != 3 || input.size(2) != input_size || input.size(batch_first ? 1 : 0) == 0)
            throw new ArgumentException($"{layer} needs an input {(batch_first ? $"[batch, time, {input_size}]" : $"[time, batch, {input_size}]")} of one step at least, but got [{string.Join(", ", input.shape)}].", nameof(input));
        if (input.dtype != weight.dtype) throw new ArgumentException($"{layer} got an input of type {input.dtype}, but its parameters are {weight.dtype}: convert one of them.", nameof(input));
    }

    public static void CheckState(Tensor? state, Tensor input, long num_layers, long hidden_size, bool batch_first, string name)
    {
        if (state is null) return;
        long[] expected = [num_layers, Batch(input, batch_first), hidden_size];
        if (!state.shape.AsSpan().SequenceEqual(expected)) throw new ArgumentException($"{name} must be [layers, batch, features], [{string.Join(", ", expected)}], but is [{string.Join(", ", state.shape)}].", name);
        if (state.dtype != input.dtype) throw new ArgumentException($"{name} is of type {state.dtype}, but the input of {input.dtype}.", name);
    }

    public static void CheckMask(Tensor? mask, Tensor input, bool batch_first)
    {
        if (mask is not null && !mask.shape.AsSpan().SequenceEqual(input.shape.AsSpan()[..2]))
            throw new ArgumentException($"mask must hold a number for each sample and step, {(batch_first ? "[batch, time]" : "[time, batch]")}, [{input.size(0)}, {input.size(1)}], but is [{string.Join(", ", mask.shape)}].", nameof(mask));
    }

    /// <summary>The first state of each layer: those given, or zeros.</summary>
    public static IEnumerable<Tensor> First(Tensor? state, Tensor input, long num_layers, long hidden_size, bool batch_first)
        => state?.unbind(0) ?? Enumerable.Range(0, (int)num_layers).Select(_ => zeros([Batch(input, batch_first), hidden_size], input.dtype, input.device));

    private static long Batch(Tensor input, bool batch_first) => input.size(batch_first ? 0 : 1);
}
