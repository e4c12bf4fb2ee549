namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of Muon over 64 matrices of 256x256 against a competent composition: momentum and iteration over one batch, polynomials as part of the products (<c>baddbmm</c>).</summary>
public sealed class MuonPair : OptimizerPair
{
    private const double Rate = 0.02, Momentum = 0.95;
    private readonly Tensor buffer;

    /// <summary>Makes the pair.</summary>
    public MuonPair()
    {
        Prepare(UpdateSize.Square, parameters => torch.optim.Muon(parameters, Rate, momentum: Momentum));
        buffer = zeros(UpdateSize.Square.Count, UpdateSize.Square.Side, UpdateSize.Square.Side);
    }

    /// <inheritdoc/>
    protected override double Streams => 5;

    /// <summary>Five iterations carry what rounding makes of small singular values a long way.</summary>
    protected override double Tolerance => 1e-2;

    /// <inheritdoc/>
    public override Tensor[] Peer()
    {
        using var noGradients = no_grad();
        var gradients = stack([.. PeerParameters.Select(p => p.grad!)]);
        buffer.lerp_(gradients, 1 - Momentum);
        var x = gradients.lerp_(buffer, Momentum);
        x.div_(linalg.vector_norm(x, 2, [1, 2], keepdim: true).add_(1e-7));
        for (var i = 0; i < 5; i++)
        {
            using var scope = NewDisposeScope();
            var gram = x.bmm(x.mT);
            var factor = baddbmm(gram, gram, gram, -4.7750f, 2.0315f);
            // TorchSharp has the product first and what is added behind it.
            var next = baddbmm(factor, x, x, 3.4445f, 1).MoveToOuterDisposeScope();
            x.Dispose();
            x = next;
        }

        for (var i = 0; i < PeerParameters.Length; i++) PeerParameters[i].add_(x[i], alpha: -Rate);
        return PeerParameters;
    }
}
