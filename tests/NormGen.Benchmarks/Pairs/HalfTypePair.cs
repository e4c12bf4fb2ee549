namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.RMSNorm</c> over bfloat16 or float16 rows against itself over as many float32 rows: the ratio is that of rows per second.</summary>
public sealed class HalfTypePair : RowPair
{
    private readonly ScalarType type;
    private readonly Modules.RMSNorm norm;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    /// <param name="type">The type of NormGen's rows.</param>
    public HalfTypePair(long rows, long features, bool backward, ScalarType type)
        : base(rows, features, backward)
    {
        this.type = type;
        norm = torch.nn.RMSNorm(features, 1e-6);
        Prepare(inputs: 1, outputs: 1);
    }

    /// <inheritdoc/>
    protected override ScalarType OurType => type;

    /// <inheritdoc/>
    protected override double Tolerance => 1e-2;

    /// <inheritdoc/>
    protected override long ForwardTensors => 2;

    /// <inheritdoc/>
    protected override long BackwardTensors => 3;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [norm.weight!];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [norm.weight!];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [norm.call(activations[0])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations) => OurForward(activations);
}
