using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Holds a norm whose backward writes state to one backward for each forward. An exception inside a backward cannot reach its caller, so that the next forward finds out, before it changes anything:
/// each forward has a tensor of its own in which its backward counts.
/// </summary>
/// <param name="norm">The norm's name, for messages.</param>
internal sealed class PendingBackward(string norm)
{
    private Tensor? passes;

    /// <summary>Makes sure that backward ran through the forward before, once.</summary>
    /// <exception cref="InvalidOperationException">It did not, or more than once.</exception>
    public void Check()
    {
        if (passes is null) return;
        using var first = passes[0];
        var count = first.to(ScalarType.Float64).item<double>();
        if (count == 0)
            throw new InvalidOperationException($"{norm}: forward was called again before backward ran through the call before it. In training its statistics of gradients change in backward: one forward, then its backward. " +
                "Call it in evaluation mode or under torch.no_grad() where no gradient is wanted, use a module for each place in the model, do not recompute it in checkpoints, and call DiscardForward() where a loss is dropped.");
        Discard();
        if (count > 1)
            throw new InvalidOperationException($"{norm}: backward ran {count} times through one forward. Its statistics of gradients took the first alone, and the gradients of the others are not those of the method: add the losses and run backward once.");
    }

    /// <summary>A new forward begins.</summary>
    /// <param name="statistic">A tensor of the type and length that the counter needs.</param>
    /// <returns>The counter: zero, and one more at each backward.</returns>
    public Tensor Begin(Tensor statistic)
    {
        Discard();
        return passes = zeros_like(statistic).DetachFromDisposeScope();
    }

    /// <summary>Forgets the forward before.</summary>
    public void Discard()
    {
        passes?.Dispose();
        passes = null;
    }
}
