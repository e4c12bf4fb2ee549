using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.EvoNorm2dB0</c> in training against its best composed form; both keep the running variance.</summary>
public sealed class EvoNormB0Pair : RowPair
{
    private const double Eps = 1e-5, Momentum = 0.1;
    private readonly Modules.EvoNorm2dB0 ours;
    private readonly Parameter weight, bias, v;
    private readonly Tensor running;

    /// <summary>Makes the pair.</summary>
    /// <param name="shape">The shape of the images.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public EvoNormB0Pair(long[] shape, bool backward)
        : base(shape, backward)
    {
        ours = torch.nn.EvoNorm2dB0(shape[1], Eps, Momentum);
        (weight, bias, v, running) = (new(ones(shape[1])), new(zeros(shape[1])), new(ones(shape[1])), ones(shape[1]));
        Prepare(inputs: 1, outputs: 1);
    }

    // No image can be written before all are read: what is larger than the cache comes twice.

    /// <inheritdoc/>
    protected override long ForwardTensors => 3;

    /// <inheritdoc/>
    protected override long BackwardTensors => 5;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [ours.weight!, ours.bias!, ours.v!];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [weight, bias, v];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [ours.call(activations[0])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations)
    {
        var x = activations[0];
        var (variance, ofBatch, ofImage) = Sizes(x);
        using (no_grad()) running.mul_(1 - Momentum).add_(variance.detach().view(-1), Momentum);
        return [bias.view(1, -1, 1, 1).addcmul(x / maximum(ofBatch, ofImage), weight.view(1, -1, 1, 1), 1)];
    }

    // Where both sizes are the same but for rounding, the gradient may go to either.

    /// <inheritdoc/>
    protected override Tensor? Undecided(int result)
    {
        if (result != 1) return null;
        var (_, ofBatch, ofImage) = Sizes(Activations[0].detach());
        return (ofBatch - ofImage).abs() < 1e-6 * ofBatch;
    }

    /// <summary>The variance of the batch, and the two sizes of which the larger divides. One reduction over the images: the variance of the batch follows from the variances and means of its samples.</summary>
    private (Tensor Variance, Tensor OfBatch, Tensor OfImage) Sizes(Tensor x)
    {
        var (own, mean) = var_mean(x, [2L, 3L], unbiased: false, keepdim: true);
        var variance = own.mean([0L], keepdim: true) + mean.var(0, unbiased: false, keepdim: true);
        return (variance, (variance + Eps).sqrt(), (own + Eps).sqrt().addcmul(x, v.view(1, -1, 1, 1), 1));
    }
}
