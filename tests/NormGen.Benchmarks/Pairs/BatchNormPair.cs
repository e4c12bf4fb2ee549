using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.FusedBatchNorm2d</c> against <c>torch.nn.BatchNorm2d</c> in training, which is one operation of libtorch; both keep running statistics.</summary>
public sealed class BatchNormPair : RowPair
{
    private readonly Modules.FusedBatchNorm2d ours;
    private readonly BatchNorm2d peer;

    /// <summary>Makes the pair.</summary>
    /// <param name="shape">The shape of the images.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public BatchNormPair(long[] shape, bool backward)
        : base(shape, backward)
    {
        ours = torch.nn.FusedBatchNorm2d(shape[1]);
        peer = torch.nn.BatchNorm2d(shape[1]);
        Prepare(inputs: 1, outputs: 1);
    }

    // No image can be written before all are read: what is larger than the cache comes twice.

    /// <inheritdoc/>
    protected override long ForwardTensors => 3;

    /// <inheritdoc/>
    protected override long BackwardTensors => 5;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [ours.weight!, ours.bias!];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [peer.weight, peer.bias!];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [ours.call(activations[0])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations) => [peer.call(activations[0])];
}
