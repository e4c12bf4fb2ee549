using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of <c>torch.optim.AdamW(.., fused: true)</c> against one of <c>torch.optim.AdamW</c>.</summary>
public sealed class AdamWPair : OptimizerPair
{
    private readonly AdamW peer;

    /// <summary>Makes the pair.</summary>
    /// <param name="size">The parameters.</param>
    public AdamWPair(UpdateSize size)
    {
        Prepare(size, parameters => torch.optim.AdamW(parameters, lr: 1e-3, weight_decay: 0.01, fused: true));
        peer = torch.optim.AdamW(PeerParameters, lr: 1e-3, weight_decay: 0.01);
    }

    /// <inheritdoc/>
    protected override double Streams => 7;

    /// <inheritdoc/>
    public override Tensor[] Peer()
    {
        peer.step();
        return PeerParameters;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        peer.Dispose();
        base.Release();
    }
}
