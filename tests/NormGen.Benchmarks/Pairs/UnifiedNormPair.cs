using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary><c>torch.nn.UnifiedNorm</c> in training, past its warm-up, against its best composed form: an autograd function whose statistics are vectors and whose full-size work is as few operations as there can be.</summary>
public sealed class UnifiedNormPair : RowPair
{
    private const int Window = 4;
    private const double Eps = 1e-5, Momentum = 0.9;
    private readonly Modules.UnifiedNorm ours;
    private readonly Parameter weight, bias;
    private readonly Composed composed;

    /// <summary>Makes the pair.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="features">The length of a row.</param>
    /// <param name="backward">Whether gradients are computed too.</param>
    public UnifiedNormPair(long rows, long features, bool backward)
        : base(rows, features, backward)
    {
        ours = torch.nn.UnifiedNorm(features, Window, warmup_iters: 0, eps: Eps, momentum: Momentum);
        (weight, bias, composed) = (new(ones(features)), new(zeros(features)), new(features));
        Prepare(inputs: 1, outputs: 1);
    }

    // No row can be written before all are read, forward and backward.

    /// <inheritdoc/>
    protected override long ForwardTensors => 3;

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
    {
        var statistic = composed.Next(activations[0]);
        return [is_grad_enabled() ? ComposedFunction.apply(activations[0], weight, bias, statistic, composed) : composed.Scaled(activations[0], weight, bias, statistic)];
    }

    /// <summary>State and arithmetic of the composed form.</summary>
    private sealed class Composed(long features)
    {
        private readonly Tensor squares = zeros(Window, features), gradients = zeros(Window, features), running = ones(features), ema = zeros(features);
        private long step;

        /// <summary>The statistic of the next step. A norm is a reduction without a temporary; <c>x.square().mean(0)</c> makes one of the size of x.</summary>
        public Tensor Next(Tensor x)
        {
            using var noGradients = no_grad();
            step++;
            var norm = x.detach().norm(0);
            var own = norm * norm / x.size(0);
            squares[step % Window].copy_(own);
            var statistic = step <= Window ? own : squares.log().mean([0L]).exp();
            running.mul_(Momentum).add_(statistic, 1 - Momentum);
            return statistic;
        }

        public Tensor Scaled(Tensor x, Tensor weight, Tensor bias, Tensor statistic) => bias.addcmul(x, weight * rsqrt(statistic + Eps), 1);

        public (Tensor X, Tensor Weight, Tensor Bias) Backward(Tensor x, Tensor weight, Tensor statistic, Tensor gradient)
        {
            var inverse = rsqrt(statistic + Eps);
            var slope = (gradient * x).sum([0L]) * inverse;
            gradients[step % Window].copy_(slope * weight / x.size(0));
            ema.mul_(Momentum).add_(step <= Window ? gradients[step % Window] : gradients.mean([0L]), 1 - Momentum);
            return ((gradient * (weight * inverse)).addcmul_(x, ema * inverse * inverse, -1), slope, gradient.sum([0L]));
        }
    }

    private sealed class ComposedFunction : autograd.SingleTensorFunction<ComposedFunction>
    {
        public override string Name => nameof(ComposedFunction);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, weight, bias, statistic, composed) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3], (Composed)vars[4]);
            ctx.save_for_backward([x, weight, statistic]);
            ctx.save_data(nameof(Composed), composed);
            return composed.Scaled(x, weight, bias, statistic);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var (x, weight, bias) = ((Composed)ctx.get_data(nameof(Composed))).Backward(saved[0], saved[1], saved[2], grad_output);
            return [x, weight, bias, null!, null!];
        }
    }
}
