namespace NormGen.Benchmarks.Pairs;

/// <summary>A user's softmax-like formula, fused, against the same in TorchSharp: composed of single operations, or made of libtorch's own softmax and a correction.</summary>
public sealed class SoftmaxPair : RowPair
{
    private readonly bool byTorchSoftmax;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    /// <param name="byTorchSoftmax">Whether the other side uses libtorch's softmax.</param>
    public SoftmaxPair(long rows, long features, bool backward, bool byTorchSoftmax)
        : base(rows, features, backward)
    {
        this.byTorchSoftmax = byTorchSoftmax;
        Prepare(inputs: 1, outputs: 1);
    }

    /// <inheritdoc/>
    protected override long ForwardTensors => 2;

    /// <inheritdoc/>
    protected override long BackwardTensors => 3;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [BenchmarkFormulas.SoftmaxWithSink(activations[0])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations)
    {
        // Σ/(1 + Σ) is the sigmoid of ln Σ.
        var x = activations[0];
        return [byTorchSoftmax ? x.softmax(-1) * x.logsumexp(-1, keepdim: true).sigmoid() : BenchmarkFormulas.SoftmaxWithSinkFormula(x)];
    }
}
