using NormGen.Optimizers;
using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of SCALE (one embedding, one head, matrices) against the composition a competent user would write: one reduction and one <c>addcdiv_</c> a parameter, no temporary.</summary>
public sealed class ScalePair : UpdatePair
{
    private const double Rate = 1e-3;
    private const double Momentum = 0.9;
    private readonly SCALE ours;
    private readonly Tensor headMomentum;

    /// <summary>Makes the pair.</summary>
    public ScalePair()
    {
        Prepare();
        ours = torch.optim.SCALE(OurParameters.Select((p, i) => (Role(i), $"p{i}", p)), lr: Rate, momentum: Momentum);
        headMomentum = zeros_like(PeerParameters[^1]);
    }

    /// <inheritdoc/>
    public override long Bytes => (3 * Matrices + 2) * MatrixBytes;

    /// <inheritdoc/>
    public override Tensor[] Ours()
    {
        ours.step();
        return OurParameters;
    }

    /// <inheritdoc/>
    public override Tensor[] Peer()
    {
        using var noGradients = no_grad();
        for (var i = 0; i < PeerParameters.Length; i++)
        {
            var (parameter, gradient) = (PeerParameters[i], PeerParameters[i].grad!);
            var role = Role(i);
            var axis = role == ParameterRole.Embedding ? 0 : 1;
            var direction = role == ParameterRole.Head ? headMomentum.mul_(Momentum).add_(gradient, alpha: 1 - Momentum) : gradient;
            var norm = linalg.vector_norm(direction, 2, [axis], keepdim: true).clamp_min_(1e-8);
            parameter.addcdiv_(direction, norm, -Rate * Math.Sqrt(parameter.size(axis)));
        }

        return PeerParameters;
    }

    private static ParameterRole Role(int i) => i == 0 ? ParameterRole.Embedding : i == Matrices - 1 ? ParameterRole.Head : ParameterRole.Matrix;
}
