using static TorchSharp.torch;

namespace CharTransformerSample.Data;

/// <summary>Cuts batches of windows out of a text; the next byte of every position is its target.</summary>
public sealed class Windows : IDisposable
{
    private readonly Tensor all;
    private readonly int context;

    /// <summary>Prepares windows over a text.</summary>
    /// <param name="text">The bytes, one-dimensional.</param>
    /// <param name="context">The length of a window.</param>
    public Windows(Tensor text, int context)
    {
        this.context = context;
        // A view: row i is text[i .. i + context], the target of the last position included. No byte is copied until rows are selected.
        all = text.unfold(0, context + 1, 1).DetachFromDisposeScope();
    }

    /// <summary>The windows there are, one at each position.</summary>
    public long Count => all.size(0);

    /// <summary>The windows at the given positions.</summary>
    public Batch At(long[] positions)
    {
        using var scope = NewDisposeScope();
        var rows = all.index_select(0, tensor(positions)).to(ScalarType.Int64);
        return new Batch(
            rows.narrow(1, 0, context).contiguous().MoveToOuterDisposeScope(),
            rows.narrow(1, 1, context).reshape(-1).MoveToOuterDisposeScope());
    }

    /// <summary>The batch of a training step: positions are a function of seed and step alone.</summary>
    public Batch Random(long seed, int step, int size)
    {
        var positions = new long[size];
        for (var i = 0; i < size; i++)
        {
            positions[i] = CounterRandom.Next(seed, step, i, Count);
        }

        return At(positions);
    }

    /// <inheritdoc/>
    public void Dispose() => all.Dispose();
}
