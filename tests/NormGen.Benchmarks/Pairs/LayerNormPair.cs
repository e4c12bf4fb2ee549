using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.FusedLayerNorm</c> against <c>torch.nn.LayerNorm</c>, which is one fused operation of libtorch.</summary>
public sealed class LayerNormPair : RowPair
{
    private readonly Modules.FusedLayerNorm ours;
    private readonly LayerNorm peer;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public LayerNormPair(long rows, long features, bool backward)
        : base(rows, features, backward)
    {
        ours = torch.nn.FusedLayerNorm(features);
        peer = torch.nn.LayerNorm(features);
        Prepare(inputs: 1, outputs: 1);
    }

    /// <inheritdoc/>
    protected override long ForwardTensors => 2;

    /// <inheritdoc/>
    protected override long BackwardTensors => 3;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [ours.weight!, ours.bias!];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [peer.weight!, peer.bias!];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [ours.call(activations[0])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations) => [peer.call(activations[0])];
}
