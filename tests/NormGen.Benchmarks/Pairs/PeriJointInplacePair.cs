using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>
/// The joint of <see cref="PeriJointPair"/> with h in the memory of x, as a user asks for it with <c>[Inplace]</c>, against stock modules. One side overwrites x, so that both begin with a copy into a tensor that is there before the
/// call: the peaks are those of the joint, the times have the copy in them.
/// </summary>
public sealed class PeriJointInplacePair : RowPair
{
    private readonly LayerNorm ourOut, ourIn, peerOut, peerIn;
    private readonly Tensor ourStream, peerStream;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    /// <param name="isInsideModel">Whether the work goes on behind the results.</param>
    public PeriJointInplacePair(long rows, long features, bool backward, bool isInsideModel = false)
        : base(rows, features, backward)
    {
        IsInsideModel = isInsideModel;
        (ourOut, ourIn) = (torch.nn.LayerNorm(features), torch.nn.LayerNorm(features));
        (peerOut, peerIn) = (torch.nn.LayerNorm(features), torch.nn.LayerNorm(features));
        (ourStream, peerStream) = (zeros(rows, features), zeros(rows, features));
        Prepare(inputs: 2, outputs: 2);
    }

    /// <inheritdoc/>
    protected override long ForwardTensors => 6;

    /// <inheritdoc/>
    protected override long BackwardTensors => 6;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [ourOut.weight!, ourOut.bias!, ourIn.weight!, ourIn.bias!];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [peerOut.weight!, peerOut.bias!, peerIn.weight!, peerIn.bias!];

    /// <inheritdoc/>
    public override Tensor[] Ours()
    {
        var results = base.Ours();
        ourStream.detach_(); // lets the graph go, with what its node holds, as the peer's goes with its results; returns ourStream itself
        return results;
    }

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations)
    {
        var (h, n) = BenchmarkFormulas.PeriJoint_(Restored(ourStream, activations[0]), activations[1], ourOut.weight!, ourOut.bias!, ourIn.weight!, ourIn.bias!, ourOut.eps);
        return [h.alias(), n]; // h is the stream itself, which stays
    }

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations)
    {
        using var branch = peerOut.call(activations[1]); // which nothing keeps once it is added
        var h = Restored(peerStream, activations[0]) + branch;
        return [h, peerIn.call(h)];
    }

    private static Tensor Restored(Tensor stream, Tensor x)
    {
        stream.detach_(); // returns stream itself, as copy_ does
        return stream.copy_(x);
    }
}
