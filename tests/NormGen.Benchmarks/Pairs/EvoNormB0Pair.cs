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

    // One of eight million elements lies where both sizes are the same but for rounding. Either gradient is right there; they differ by x / size, and x is near zero at such a place.

    /// <inheritdoc/>
    protected override double Tolerance => 5e-3;

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
        // One reduction over the images: the variance of the batch follows from the variances and means of its samples.
        var x = activations[0];
        var (own, mean) = var_mean(x, [2L, 3L], unbiased: false, keepdim: true);
        var variance = own.mean([0L], keepdim: true) + mean.var(0, unbiased: false, keepdim: true);
        using (no_grad()) running.mul_(1 - Momentum).add_(variance.detach().view(-1), Momentum);
        var size = maximum((variance + Eps).sqrt(), (own + Eps).sqrt().addcmul(x, v.view(1, -1, 1, 1), 1));
        return [bias.view(1, -1, 1, 1).addcmul(x / size, weight.view(1, -1, 1, 1), 1)];
    }
}
