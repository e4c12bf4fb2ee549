namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of Lion against its operations in place, with the one temporary that it needs.</summary>
public sealed class LionPair : ComposedPair
{
    private const double Rate = 1e-4, Beta1 = 0.9, Beta2 = 0.99, Decay = 0.1;
    private readonly Tensor[] means;

    /// <summary>Makes the pair.</summary>
    public LionPair()
    {
        Prepare(UpdateSize.Large, parameters => torch.optim.Lion(parameters, Rate, Beta1, Beta2, Decay));
        means = Zeros();
    }

    /// <inheritdoc/>
    protected override double Streams => 5;

    /// <inheritdoc/>
    protected override void Update(int i, Tensor parameter, Tensor gradient)
    {
        var step = means[i].lerp(gradient, 1 - Beta1).sign_();
        parameter.mul_(1 - Rate * Decay).add_(step, alpha: -Rate);
        means[i].lerp_(gradient, 1 - Beta2);
    }
}
