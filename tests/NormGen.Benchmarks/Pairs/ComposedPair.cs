namespace NormGen.Benchmarks.Pairs;

/// <summary>Against a composed step as a competent user writes it: parameter by parameter, in place where that can be, and what is made on the way is freed with each parameter.</summary>
public abstract class ComposedPair : OptimizerPair
{
    /// <summary>The number of the other side's step, from 1.</summary>
    protected int Step { get; private set; }

    /// <inheritdoc/>
    public override Tensor[] Peer()
    {
        using var noGradients = no_grad();
        Step++;
        for (var i = 0; i < PeerParameters.Length; i++)
        {
            using var scope = NewDisposeScope();
            Update(i, PeerParameters[i], PeerParameters[i].grad!);
        }

        return PeerParameters;
    }

    /// <summary>One zero for each number of the parameters.</summary>
    protected Tensor[] Zeros() => [.. PeerParameters.Select(p => zeros_like(p))];

    /// <summary>The composed update of one parameter.</summary>
    protected abstract void Update(int i, Tensor parameter, Tensor gradient);
}
