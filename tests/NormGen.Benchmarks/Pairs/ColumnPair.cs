using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>Batch statistics of <c>[rows, features]</c> as a user's formula, fused, against <c>torch.nn.BatchNorm1d</c> in training, which is one operation of libtorch.</summary>
public sealed class ColumnPair : RowPair
{
    private const double Eps = 1e-5;
    private readonly Parameter weight, bias;
    private readonly BatchNorm1d peer;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public ColumnPair(long rows, long features, bool backward)
        : base(rows, features, backward)
    {
        (weight, bias) = (new(ones(features)), new(zeros(features)));
        peer = torch.nn.BatchNorm1d(features, Eps, track_running_stats: false);
        Prepare(inputs: 1, outputs: 1);
    }

    // No row can be written before all are read: what is larger than the cache comes twice.

    /// <inheritdoc/>
    protected override long ForwardTensors => 3;

    /// <inheritdoc/>
    protected override long BackwardTensors => 5;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [weight, bias];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [peer.weight!, peer.bias!];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [BenchmarkFormulas.ColumnNorm(activations[0], weight, bias, Eps)];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations) => [peer.call(activations[0])];
}
