using NormGen.Optimizers;
using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of <c>torch.optim.AdamW(.., fused: true)</c> against one of <c>torch.optim.AdamW</c>.</summary>
public sealed class AdamWPair : UpdatePair
{
    private readonly FusedAdamW ours;
    private readonly AdamW peer;

    /// <summary>Makes the pair.</summary>
    public AdamWPair()
    {
        Prepare();
        ours = torch.optim.AdamW(OurParameters, lr: 1e-3, weight_decay: 0.01, fused: true);
        peer = torch.optim.AdamW(PeerParameters, lr: 1e-3, weight_decay: 0.01);
    }

    /// <inheritdoc/>
    public override long Bytes => 7 * Matrices * MatrixBytes;

    /// <inheritdoc/>
    public override Tensor[] Ours()
    {
        ours.step();
        return OurParameters;
    }

    /// <inheritdoc/>
    public override Tensor[] Peer()
    {
        peer.step();
        return PeerParameters;
    }
}
