using static TorchSharp.torch;

namespace NormGen.Tests.Modules;

/// <summary>Training steps of PowerNorm and of unified normalization, written out in TorchSharp from the published code's order of events, in float64.</summary>
internal abstract class OfflineReference(Tensor weight, Tensor bias, double eps)
{
    protected Tensor Weight { get; } = weight.to(ScalarType.Float64);

    protected double Eps { get; } = eps;

    protected long Iters { get; set; }

    public Tensor Ema { get; protected set; } = zeros(weight.shape, ScalarType.Float64);

    public Tensor Running { get; protected set; } = ones(weight.shape, ScalarType.Float64);

    /// <summary>Results and gradients of a step: <c>y, dx, dweight, dbias</c>.</summary>
    public abstract Tensor[] Step(Tensor x, Tensor counted, Tensor gy);

    protected Tensor Affine(Tensor z) => z * Weight + bias.to(ScalarType.Float64);

    protected static Tensor Tokens(Tensor x) => x.reshape(-1, x.shape[^1]);

    protected static Tensor MeanSquare(Tensor x, Tensor counted) => (Tokens(x).square() * counted.reshape(-1, 1)).sum([0L]) / counted.sum();
}

internal sealed class PowerReference(Tensor weight, Tensor bias, double eps, double forward, double backward, long warmup, long groups) : OfflineReference(weight, bias, eps)
{
    public override Tensor[] Step(Tensor x, Tensor counted, Tensor gy)
    {
        var k = ++Iters;
        var leaf = x.detach().requires_grad_();
        var grouped = groups == 0 ? leaf * 1 : leaf.reshape(-1, groups, x.shape[^1] / groups);
        var scaled = groups == 0 ? grouped : (grouped / (grouped.square().mean([-1L], keepdim: true) + 1e-5).sqrt()).reshape(x.shape);
        var s = scaled.detach();
        var q = MeanSquare(s, counted);
        var z = s / ((k <= warmup ? q : Running) + Eps).sqrt();
        if (k < warmup) Running = Running * (k - 1) / k + q / k;
        Running = forward * Running + (1 - forward) * q;
        var g = gy * Weight;
        var a = g - (1 - backward) * Ema * z;
        Ema = Ema + Tokens(a * z).mean([0L]);
        scaled.backward([a / (q + Eps).sqrt()]);
        return [Affine(z), leaf.grad!, Tokens(gy * z).sum([0L]), Tokens(gy).sum([0L])];
    }
}

internal sealed class UnifiedReference(Tensor weight, Tensor bias, double eps, double momentum, long window, long warmup, bool filters) : OfflineReference(weight, bias, eps)
{
    private readonly List<Tensor> squares = [.. Enumerable.Range(0, (int)window).Select(_ => zeros(weight.shape, ScalarType.Float64))];
    private readonly List<Tensor> gradients = [.. Enumerable.Range(0, (int)window).Select(_ => zeros(weight.shape, ScalarType.Float64))];

    public int Skipped { get; private set; }

    public void ResetWarmup() => Iters = 0;

    /// <summary>Goes on from a later step, with a window full of one number.</summary>
    public void StartAt(long iters, double square)
    {
        Iters = iters;
        foreach (var place in squares) place.fill_(square);
    }

    public override Tensor[] Step(Tensor x, Tensor counted, Tensor gy)
    {
        var k = ++Iters;
        var place = (int)(k % window);
        var q = MeanSquare(x, counted);
        var theta = stack(squares).sqrt().var();
        squares[place] = q;
        var skip = window == 1;
        if (filters && k >= warmup && (stack(squares).mean([0L]) - stack(squares).log().mean([0L]).exp() > theta * window).any().item<bool>())
        {
            squares[place] = Running;
            skip = true;
            Skipped++;
        }

        var s2 = k <= window || k < warmup || skip ? q : stack(squares).log().mean([0L]).exp();
        var r = k <= Math.Max(1000, warmup) || skip ? ones_like(s2) : ((s2 + Eps).sqrt() / (Running + Eps).sqrt()).clamp(0.2, 5);
        var z = x / (s2 + Eps).sqrt();
        Running = momentum * Running + (1 - momentum) * s2;
        var g = gy * Weight * r;
        var own = Tokens(g * z).mean([0L]);
        gradients[place] = skip ? Ema : own;
        var m = k <= window || k < warmup || skip ? own : stack(gradients).mean([0L]);
        Ema = momentum * Ema + (1 - momentum) * m;
        return [Affine(z), (g - (skip ? m : Ema) * z) / (s2 + Eps).sqrt(), Tokens(gy * r * z).sum([0L]), Tokens(gy).sum([0L])];
    }
}
