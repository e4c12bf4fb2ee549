using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.RMSNorm</c> against the composition that TorchSharp users write, in the quickest of the forms tried.</summary>
public sealed class RMSNormPair : RowPair
{
    private const double Eps = 1e-6;
    private readonly Modules.RMSNorm ours;
    private readonly Parameter weight;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public RMSNormPair(long rows, long features, bool backward)
        : base(rows, features, backward)
    {
        ours = torch.nn.RMSNorm(features, Eps);
        weight = new Parameter(ones(features));
        Prepare(inputs: 1, outputs: 1);
    }

    /// <inheritdoc/>
    protected override long ForwardTensors => 2;

    /// <inheritdoc/>
    protected override long BackwardTensors => 3;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [ours.weight!];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [weight];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [ours.call(activations[0])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations)
    {
        // The norm is one reduction without a temporary; x.square().mean(..) makes one of the size of x.
        var x = activations[0];
        var norm = x.norm(-1, keepdim: true);
        return [x * rsqrt(norm * norm / x.size(-1) + Eps) * weight];
    }
}
