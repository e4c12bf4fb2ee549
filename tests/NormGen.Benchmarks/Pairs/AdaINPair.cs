namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.AdaIN</c> against its best composed form; content and style are of one size.</summary>
public sealed class AdaINPair : RowPair
{
    private const double Eps = 1e-5;
    private readonly Modules.AdaIN ours;

    /// <summary>Makes the pair.</summary>
    /// <param name="shape">The shape of the images.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public AdaINPair(long[] shape, bool backward)
        : base(shape, backward)
    {
        ours = torch.nn.AdaIN(Eps);
        Prepare(inputs: 2, outputs: 1);
    }

    /// <inheritdoc/>
    protected override long ForwardTensors => 3;

    /// <inheritdoc/>
    protected override long BackwardTensors => 5;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [ours.call(activations[0], activations[1])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations)
    {
        // Each map is reduced once, and factor and shift are numbers of the channel before they meet the images.
        var (variance, mean) = var_mean(activations[0], [2L, 3L], unbiased: true, keepdim: true);
        var (styleVariance, styleMean) = var_mean(activations[1], [2L, 3L], unbiased: true, keepdim: true);
        var factor = ((styleVariance + Eps) / (variance + Eps)).sqrt();
        return [(styleMean - mean * factor).addcmul(activations[0], factor, 1)];
    }
}
