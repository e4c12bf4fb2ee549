using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.PowerNorm</c> with 16 groups in training, past its warm-up, against its best composed form: an autograd function whose statistics are vectors, which saves what group scaling made.</summary>
public sealed class PowerNormPair : RowPair
{
    private const int Groups = 16;
    private const double Eps = 1e-5, Alpha = 0.9;
    private readonly Modules.PowerNorm ours;
    private readonly Parameter weight, bias;
    private readonly Composed composed;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public PowerNormPair(long rows, long features, bool backward)
        : base(rows, features, backward)
    {
        ours = torch.nn.PowerNorm(features, Eps, Alpha, Alpha, warmup_iters: 0, groups: Groups);
        (weight, bias, composed) = (new(ones(features)), new(zeros(features)), new(features));
        Prepare(inputs: 1, outputs: 1);
    }

    /// <inheritdoc/>
    protected override long ForwardTensors => 2;

    // The sums of features are needed before any row of the gradient: both inputs come twice.

    /// <inheritdoc/>
    protected override long BackwardTensors => 5;

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> OurParameters => [ours.weight, ours.bias];

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> PeerParameters => [weight, bias];

    /// <inheritdoc/>
    protected override Tensor[] OurForward(IReadOnlyList<Tensor> activations) => [ours.call(activations[0])];

    /// <inheritdoc/>
    protected override Tensor[] PeerForward(IReadOnlyList<Tensor> activations)
        => [is_grad_enabled() ? ComposedFunction.apply(activations[0], weight, bias, composed) : composed.Forward(activations[0], weight, bias).Y];

    /// <summary>State and arithmetic of the composed form.</summary>
    private sealed class Composed(long features)
    {
        private readonly Tensor running = ones(features), ema = zeros(features);

        public (Tensor Y, Tensor Scaled, Tensor Inverse, Tensor Square, Tensor Statistic) Forward(Tensor x, Tensor weight, Tensor bias)
        {
            var grouped = x.view(-1, Groups, features / Groups);
            var size = grouped.norm(-1, keepdim: true);
            var inverse = rsqrt(size * size * ((double)Groups / features) + Eps);
            var scaled = (grouped * inverse).view(x.shape);
            var norm = scaled.norm(0);
            var (square, statistic) = (norm * norm / x.size(0), running.clone());
            running.mul_(Alpha).add_(square, 1 - Alpha);
            return (bias.addcmul(scaled, weight * rsqrt(statistic + Eps), 1), scaled, inverse, square, statistic);
        }

        public (Tensor X, Tensor Weight, Tensor Bias) Backward(Tensor scaled, Tensor inverse, Tensor square, Tensor statistic, Tensor weight, Tensor gradient)
        {
            var (own, by) = (rsqrt(square + Eps), rsqrt(statistic + Eps));
            var slope = (gradient * scaled).sum([0L]) * by;
            var correction = ema * (1 - Alpha);
            var upstream = (gradient * (weight * own)).addcmul_(scaled, correction * by * own, -1);
            // The mean of the corrected gradient times z, from sums over features alone.
            ema.add_(slope * weight / scaled.size(0) - correction * square * by * by);
            var (groups, s) = (upstream.view(-1, Groups, features / Groups), scaled.view(-1, Groups, features / Groups));
            var mean = (groups * s).mean([-1L], keepdim: true);
            return (groups.addcmul_(s, mean, -1).mul_(inverse).view(scaled.shape), slope, gradient.sum([0L]));
        }
    }

    private sealed class ComposedFunction : autograd.SingleTensorFunction<ComposedFunction>
    {
        public override string Name => nameof(ComposedFunction);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (weight, composed) = ((Tensor)vars[1], (Composed)vars[3]);
            var (y, scaled, inverse, square, statistic) = composed.Forward((Tensor)vars[0], weight, (Tensor)vars[2]);
            ctx.save_for_backward([scaled, inverse, square, statistic, weight]);
            ctx.save_data(nameof(Composed), composed);
            return y;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var (x, weight, bias) = ((Composed)ctx.get_data(nameof(Composed))).Backward(saved[0], saved[1], saved[2], saved[3], saved[4], grad_output);
            return [x, weight, bias, null!];
        }
    }
}
