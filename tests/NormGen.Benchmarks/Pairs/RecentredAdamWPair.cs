using NormGen.Optimizers;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of AdamW that takes the mean over a stream's features off gradient and weight inside its update, against NormGen's AdamW between the two projections in place.</summary>
public sealed class RecentredAdamWPair : UpdatePair
{
    private readonly bool isTable;
    private readonly RecentredOptimizer ours;
    private readonly FusedAdamW peer;

    /// <summary>Makes the pair.</summary>
    /// <param name="isTable">Whether the features are the rows' elements, as of an embedding; else they are a layer's outputs.</param>
    public RecentredAdamWPair(bool isTable)
    {
        this.isTable = isTable;
        Prepare(UpdateSize.Large);
        ours = new(torch.optim.AdamW(OurParameters, lr: 1e-3, weight_decay: 0.01, fused: true), [.. OurParameters.Select((parameter, i) => new RecentredParameter($"matrix {i}", parameter, isTable))]);
        peer = torch.optim.AdamW(PeerParameters, lr: 1e-3, weight_decay: 0.01, fused: true);
    }

    /// <inheritdoc/>
    protected override double Streams => 7;

    // A first step moves each weight by the sign of its gradient: where that is all but its mean, rounding decides, and 2 lr stand beside weights of 0.1.
    /// <inheritdoc/>
    protected override double Tolerance => 2.5e-2;

    /// <inheritdoc/>
    public override Tensor[] Ours()
    {
        ours.step();
        return OurParameters;
    }

    /// <inheritdoc/>
    public override Tensor[] Peer()
    {
        using var noGradients = no_grad();
        foreach (var parameter in PeerParameters) Recentre(parameter.grad!);
        peer.step();
        foreach (var parameter in PeerParameters) Recentre(parameter);
        return PeerParameters;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        ours.Dispose();
        peer.Dispose();
        base.Release();
    }

    private void Recentre(Tensor tensor) => tensor.sub_(tensor.mean([isTable ? -1L : 0L], keepdim: true));
}
