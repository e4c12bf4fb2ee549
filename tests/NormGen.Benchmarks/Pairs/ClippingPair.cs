namespace NormGen.Benchmarks.Pairs;

/// <summary>Clipping of all gradients together by their norm against <c>torch.nn.utils.clip_grad_norm_</c>; both write every time.</summary>
public sealed class ClippingPair : UpdatePair
{
    private const double Most = 1;

    /// <summary>Makes the pair.</summary>
    public ClippingPair() => Prepare(UpdateSize.Large);

    /// <inheritdoc/>
    protected override double Streams => 3;

    /// <inheritdoc/>
    public override Tensor[] Ours()
    {
        torch.nn.utils.clip_grad_norm_fused_(OurParameters, Most);
        return [.. OurParameters.Select(p => p.grad!)];
    }

    /// <inheritdoc/>
    public override Tensor[] Peer()
    {
        torch.nn.utils.clip_grad_norm_(PeerParameters, Most);
        return [.. PeerParameters.Select(p => p.grad!)];
    }
}
