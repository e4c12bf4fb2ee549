using NormGen.Optimizers;
using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of SCALE (one embedding, one head, matrices) against the composition a competent user would write: one reduction and one <c>addcdiv_</c> a parameter, no temporary.</summary>
public sealed class ScalePair : ComposedPair
{
    private const double Rate = 1e-3, Momentum = 0.9;
    private readonly Tensor headMomentum;

    /// <summary>Makes the pair.</summary>
    public ScalePair()
    {
        Prepare(UpdateSize.Large, parameters => torch.optim.SCALE(parameters.Select((p, i) => (Role(i), $"p{i}", p)), lr: Rate, momentum: Momentum));
        headMomentum = zeros_like(PeerParameters[^1]);
    }

    /// <inheritdoc/>
    protected override double Streams => 3 + 2.0 / PeerParameters.Length;

    /// <inheritdoc/>
    protected override void Update(int i, Tensor parameter, Tensor gradient)
    {
        var role = Role(i);
        var axis = role == ParameterRole.Embedding ? 0 : 1;
        var direction = role == ParameterRole.Head ? headMomentum.mul_(Momentum).add_(gradient, alpha: 1 - Momentum) : gradient;
        var norm = linalg.vector_norm(direction, 2, [axis], keepdim: true).clamp_min_(1e-8);
        parameter.addcdiv_(direction, norm, -Rate * Math.Sqrt(parameter.size(axis)));
    }

    private ParameterRole Role(int i) => i == 0 ? ParameterRole.Embedding : i == UpdateSize.Large.Count - 1 ? ParameterRole.Head : ParameterRole.Matrix;
}
