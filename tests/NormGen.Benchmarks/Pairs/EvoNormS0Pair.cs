using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.EvoNorm2dS0</c> against its best composed form.</summary>
public sealed class EvoNormS0Pair : RowPair
{
    private const double Eps = 1e-5;
    private readonly Modules.EvoNorm2dS0 ours;
    private readonly Parameter weight, bias, v;

    /// <summary>Makes the pair.</summary>
    /// <param name="shape">The shape of the images.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public EvoNormS0Pair(long[] shape, bool backward)
        : base(shape, backward)
    {
        ours = torch.nn.EvoNorm2dS0(shape[1], eps: Eps);
        (weight, bias, v) = (new(ones(shape[1])), new(zeros(shape[1])), new(ones(shape[1])));
        Prepare(inputs: 1, outputs: 1);
    }

    /// <inheritdoc/>
    protected override long ForwardTensors => 2;

    /// <inheritdoc/>
    protected override long BackwardTensors => 3;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [ours.weight!, ours.bias!, ours.v!];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [weight, bias, v];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [ours.call(activations[0])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations)
    {
        // The variance is one reduction without a temporary, and gain and deviation are one factor before they meet the images.
        var x = activations[0];
        var (batch, channels) = (x.size(0), x.size(1));
        var rstd = rsqrt(x.view(batch, ours.groups, -1).var(-1, unbiased: false) + Eps);
        var factor = rstd.repeat_interleave(channels / ours.groups, 1) * weight;
        var gated = x * (x * v.view(1, -1, 1, 1)).sigmoid();
        return [bias.view(1, -1, 1, 1).addcmul(gated, factor.view(batch, channels, 1, 1), 1)];
    }
}
