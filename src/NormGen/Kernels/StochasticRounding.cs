using NormGen.Kernels.Running;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <summary>
/// While it lives, updates (<see cref="UpdatedAttribute"/>) that are called on this thread round what they write to tensors of bfloat16 and float16 up or down at random, with the probabilities that make the mean right. Other types
/// are written as ever. It works on the CPU alone: an update of tensors of these types elsewhere is refused.
/// </summary>
/// <remarks>
/// A number between two neighbours <c>a &lt; x &lt; b</c> becomes b with probability <c>(x - a) / (b - a)</c>; what is a number of the type stays, and so do infinities and NaN. The random number of an element is a function of the seed, of the step, of how many
/// updates were called before, and of the element's place in memory from the beginning of its tensor: threads do not matter, and the same calls give the same bits again. The generator is that of <see cref="CounterRandom"/>.
/// </remarks>
public sealed class StochasticRounding : IDisposable
{
    [ThreadStatic]
    private static StochasticRounding? current;

    private readonly StochasticRounding? outer;
    private readonly ulong key;
    private ulong calls;

    /// <summary>Begins.</summary>
    /// <param name="seed">The seed, between -2^53 and 2^53 (exclusive).</param>
    /// <param name="step">What is counted besides, for instance training steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The seed is out of its range.</exception>
    public StochasticRounding(long seed, long step = 0)
    {
        RandomArguments.CheckSeed(seed);
        key = Threefry.Key((ulong)seed, (ulong)step);
        (outer, current) = (current, this);
    }

    /// <summary>The key of the next update's random numbers; null where numbers are rounded to the nearest.</summary>
    internal static ulong? NextKey => current is { } rounding ? Threefry.Key(rounding.key, rounding.calls++) : null;

    /// <summary>Throws where an update without a kernel would round to the nearest what is to be rounded at random.</summary>
    internal static void CheckPlace(string update, string name, Tensor tensor)
    {
        if (current is not null && tensor.dtype is (ScalarType.BFloat16 or ScalarType.Float16))
            throw new InvalidOperationException($"{update}: '{name}' is {tensor.dtype} on {tensor.device}, but numbers are rounded at random on the CPU alone.");
    }

    /// <summary>Throws where a tensor of a half type would be updated in a longer one, because others have that, and then be rounded to the nearest.</summary>
    internal static void CheckType(string update, string name, Tensor tensor)
    {
        if (current is not null && tensor.dtype is (ScalarType.BFloat16 or ScalarType.Float16))
            throw new InvalidOperationException($"{update}: '{name}' is {tensor.dtype} beside tensors of other types, but numbers are rounded at random where all tensors are of one.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (ReferenceEquals(current, this)) current = outer;
    }
}
