namespace NormGen.Benchmarks.Pairs;

/// <summary>Two ways to do the same work: NormGen's, and the best a TorchSharp user can do without it. Each has tensors of its own, made from the same numbers.</summary>
public abstract class Pair : IDisposable
{
    /// <summary>The bytes that must move between memory and processor whatever the code: each tensor read or written once.</summary>
    public abstract long Bytes { get; }

    /// <summary>Whether the work overwrites tensors in place: then an addition in place is what it is held against, else a copy.</summary>
    public virtual bool IsInPlace => false;

    /// <summary>How far results may lie apart, beside the largest: rounding in float32.</summary>
    protected virtual double Tolerance => 1e-4;

    /// <summary>Elements of a result for which two values are right, so that rounding chooses; they are not compared. Null where there are none.</summary>
    /// <param name="result">The result's place among those of a call.</param>
    protected virtual Tensor? Undecided(int result) => null;

    /// <summary>One call of NormGen's side. The caller opens a dispose scope around it.</summary>
    /// <returns>What it computed, to compare.</returns>
    public abstract Tensor[] Ours();

    /// <summary>One call of the other side, in its best form.</summary>
    /// <returns>What it computed, to compare.</returns>
    public abstract Tensor[] Peer();

    /// <summary>Makes sure that both sides compute the same: a comparison of different things would be a lie.</summary>
    /// <exception cref="InvalidOperationException">They differ by more than rounding.</exception>
    public virtual void Check()
    {
        using var scope = NewDisposeScope();
        foreach (var (ours, peer, i) in Ours().Zip(Peer()).Select((pair, i) => (pair.First.detach(), pair.Second.detach(), i)))
        {
            var errors = (ours - peer).abs() / (peer.abs().max() + 1e-30);
            if (Undecided(i) is { } undecided) errors = errors.masked_fill(undecided, 0);
            var error = errors.max().item<float>();
            if (!(error < Tolerance)) throw new InvalidOperationException($"{GetType().Name}: result {i} differs between the sides by {error:E1} relative, and in {errors.ge(Tolerance).sum().item<long>()} of {errors.numel()} elements by {Tolerance:E0} or more.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes what the pair holds.</summary>
    protected abstract void Release();
}
