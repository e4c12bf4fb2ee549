namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.CRMSNorm</c> against the composition that TorchSharp users write, in the quickest of the forms known.</summary>
public sealed class CRMSNormPair : RowPair
{
    private const double Eps = 1e-5;
    private readonly Modules.CRMSNorm ours;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public CRMSNormPair(long rows, long features, bool backward)
        : base(rows, features, backward)
    {
        ours = torch.nn.CRMSNorm(features, Eps);
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
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [ours.call(activations[0])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations)
    {
        // Norm and sum are reductions without a temporary; x.square().sum(..) makes one of the size of x.
        var x = activations[0];
        var (norm, sum) = (x.norm(-1, keepdim: true), x.sum(-1, keepdim: true));
        return [x * rsqrt((norm * norm + sum * sum) / (x.size(-1) + 1) + Eps)];
    }
}
