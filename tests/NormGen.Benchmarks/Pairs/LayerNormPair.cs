using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.FusedLayerNorm</c> against <c>torch.nn.LayerNorm</c>, which is one fused operation of libtorch.</summary>
public sealed class LayerNormPair : RowPair
{
    private readonly Modules.FusedLayerNorm ours;
    private readonly LayerNorm peer;
    private readonly bool isFrozen;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    /// <param name="isFrozen">Whether the parameters learn nothing: backward goes to the rows alone.</param>
    public LayerNormPair(long rows, long features, bool backward, bool isFrozen = false)
        : base(rows, features, backward)
    {
        this.isFrozen = isFrozen;
        ours = torch.nn.FusedLayerNorm(features);
        peer = torch.nn.LayerNorm(features);
        if (isFrozen)
        {
            foreach (var parameter in ours.parameters().Concat(peer.parameters())) parameter.requires_grad = false;
        }

        Prepare(inputs: 1, outputs: 1);
    }

    /// <inheritdoc/>
    protected override long ForwardTensors => 2;

    /// <inheritdoc/>
    protected override long BackwardTensors => 3;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => isFrozen ? [] : [ours.weight!, ours.bias!];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => isFrozen ? [] : [peer.weight!, peer.bias!];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [ours.call(activations[0])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations) => [peer.call(activations[0])];
}
