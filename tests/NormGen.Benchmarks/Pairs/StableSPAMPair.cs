using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of Stable-SPAM against its operations in place. Every other step of a tensor has a larger gradient, which is clipped: both sides look at the largest element first and clip only then.</summary>
public sealed class StableSPAMPair : ComposedPair
{
    private const double Rate = 1e-3, Beta1 = 0.9, Beta2 = 0.999, Gamma1 = 0.7, Gamma2 = 0.9, Gamma3 = 0.999, Eps = 1e-8;
    private readonly Tensor[] means, squares;
    private readonly (Tensor Small, Tensor Large)[] gradients, peerGradients;
    private readonly double[] largest, norms, squaredNorms;
    private int ourStep;

    /// <summary>Makes the pair.</summary>
    public StableSPAMPair()
    {
        Prepare(UpdateSize.Large, parameters => torch.optim.StableSPAM(parameters, Rate, Beta1, Beta2, Eps, gamma1: Gamma1, gamma2: Gamma2, gamma3: Gamma3, update_proj_gap: 0));
        (means, squares, gradients, peerGradients) = (Zeros(), Zeros(), Both(OurParameters), Both(PeerParameters));
        (largest, norms, squaredNorms) = (new double[means.Length], new double[means.Length], new double[means.Length]);
    }

    /// <inheritdoc/>
    protected override double Streams => 8;

    /// <inheritdoc/>
    public override Tensor[] Ours()
    {
        Exchange(OurParameters, gradients, ourStep++);
        return base.Ours();
    }

    /// <inheritdoc/>
    public override Tensor[] Peer()
    {
        Exchange(PeerParameters, peerGradients, Step);
        return base.Peer();
    }

    /// <inheritdoc/>
    protected override void Update(int i, Tensor parameter, Tensor gradient)
    {
        var most = linalg.vector_norm(gradient, double.PositiveInfinity).item<float>();
        largest[i] = Gamma3 * largest[i] + (1 - Gamma3) * most;
        var threshold = largest[i] / (1 - Math.Pow(Gamma3, Step));
        var stable = most > threshold ? where(gradient.abs() > threshold, gradient * (threshold / most), gradient) : gradient;
        var norm = linalg.vector_norm(stable).item<float>();
        norms[i] = Gamma1 * norms[i] + (1 - Gamma1) * norm;
        squaredNorms[i] = Gamma2 * squaredNorms[i] + (1 - Gamma2) * norm * norm;
        var factor = norms[i] / (1 - Math.Pow(Gamma1, Step)) / (Math.Sqrt(squaredNorms[i] / (1 - Math.Pow(Gamma2, Step))) + Eps) / norm;
        stable = ReferenceEquals(stable, gradient) ? gradient * factor : stable.mul_(factor);

        means[i].lerp_(stable, 1 - Beta1);
        squares[i].mul_(Beta2).addcmul_(stable, stable, 1 - Beta2);
        var root = squares[i].sqrt().div_(Math.Sqrt(1 - Math.Pow(Beta2, Step))).add_(Eps);
        parameter.addcdiv_(means[i], root, -Rate / (1 - Math.Pow(Beta1, Step)));
    }

    private static (Tensor Small, Tensor Large)[] Both(Parameter[] parameters) => [.. parameters.Select(p => (p.grad!, p.grad! * 1.1))];

    private static void Exchange(Parameter[] parameters, (Tensor Small, Tensor Large)[] gradients, int step)
    {
        for (var i = 0; i < parameters.Length; i++) parameters[i].grad = (step + i) % 2 == 0 ? gradients[i].Small : gradients[i].Large;
    }
}
