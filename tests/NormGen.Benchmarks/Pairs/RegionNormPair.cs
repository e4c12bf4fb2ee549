using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.RegionNormB</c> against its best composed form, with a mask of a centred hole.</summary>
public sealed class RegionNormPair : RowPair
{
    private const double Eps = 1e-5;
    private readonly Modules.RegionNormB ours;
    private readonly Parameter foregroundGamma, foregroundBeta, backgroundGamma, backgroundBeta;
    private readonly Tensor mask;

    /// <summary>Makes the pair.</summary>
    /// <param name="shape">The shape of the images.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public RegionNormPair(long[] shape, bool backward)
        : base(shape, backward)
    {
        ours = torch.nn.RegionNormB(shape[1], Eps);
        (foregroundGamma, foregroundBeta, backgroundGamma, backgroundBeta) = (new(zeros(shape[1])), new(zeros(shape[1])), new(zeros(shape[1])), new(zeros(shape[1])));
        mask = zeros(shape[0], 1, shape[2], shape[3]);
        mask.narrow(2, shape[2] / 4, shape[2] / 2).narrow(3, shape[3] / 4, shape[3] / 2).fill_(1);
        Prepare(inputs: 1, outputs: 1);
    }

    // No image can be written before all are read: what is larger than the cache comes twice.

    /// <inheritdoc/>
    protected override long ForwardTensors => 3;

    /// <inheritdoc/>
    protected override long BackwardTensors => 5;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [ours.foreground_gamma, ours.foreground_beta, ours.background_gamma, ours.background_beta];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [foregroundGamma, foregroundBeta, backgroundGamma, backgroundBeta];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [ours.call(activations[0], mask)];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations)
    {
        // Factor and shift of both regions are numbers of the channel; they meet the images as one of each at every position.
        var x = activations[0];
        var all = mask.numel();
        var (foreground, shift) = OfRegion(mask, foregroundGamma);
        var (background, otherShift) = OfRegion(1 - mask, backgroundGamma);
        var offset = (foregroundBeta + backgroundBeta).view(1, -1, 1, 1);
        return [(where(mask > 0, shift, otherShift) + offset).addcmul(x, where(mask > 0, foreground, background), 1)];

        (Tensor Factor, Tensor Shift) OfRegion(Tensor region, Tensor gamma)
        {
            var pixels = region.sum().clamp_min(1);
            var mean = (x * region).sum([0L, 2L, 3L], keepdim: true) / pixels;
            var variance = ((x - mean) * region).square().sum([0L, 2L, 3L], keepdim: true) / pixels;
            var factor = rsqrt(variance + Eps * all / pixels) * (1 + gamma.view(1, -1, 1, 1));
            return (factor, -mean * factor);
        }
    }
}
