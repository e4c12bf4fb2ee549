namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of AdamW against its operations in place, with the one temporary that it needs.</summary>
public sealed class ComposedAdamWPair : ComposedPair
{
    private const double Rate = 1e-3, Beta1 = 0.9, Beta2 = 0.999, Decay = 0.01, Eps = 1e-8;
    private readonly Tensor[] means, squares;

    /// <summary>Makes the pair.</summary>
    public ComposedAdamWPair()
    {
        Prepare(UpdateSize.Large, parameters => torch.optim.AdamW(parameters, Rate, Beta1, Beta2, Eps, Decay, fused: true));
        (means, squares) = (Zeros(), Zeros());
    }

    /// <inheritdoc/>
    protected override double Streams => 7;

    /// <inheritdoc/>
    protected override void Update(int i, Tensor parameter, Tensor gradient)
    {
        means[i].lerp_(gradient, 1 - Beta1);
        squares[i].mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var root = squares[i].sqrt().div_(Math.Sqrt(1 - Math.Pow(Beta2, Step))).add_(Eps);
        parameter.mul_(1 - Rate * Decay).addcdiv_(means[i], root, -Rate / (1 - Math.Pow(Beta1, Step)));
    }
}
