using NormGen.Optimizers;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of Adafactor against PyTorch's single-tensor code in TorchSharp, in place where it can be, temporaries disposed with each parameter.</summary>
public sealed class AdafactorPair : UpdatePair
{
    private const double Rate = 1e-2;
    private readonly Adafactor ours;
    private readonly Tensor[] rows, columns;
    private int step;

    /// <summary>Makes the pair.</summary>
    public AdafactorPair()
    {
        Prepare();
        ours = torch.optim.Adafactor(OurParameters, Rate);
        rows = [.. PeerParameters.Select(p => zeros(p.size(0), 1))];
        columns = [.. PeerParameters.Select(p => zeros(1, p.size(1)))];
    }

    /// <inheritdoc/>
    public override long Bytes => 6 * Matrices * MatrixBytes;

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
        var (weight, rho) = (Math.Pow(++step, -0.8), Math.Min(Rate, 1 / Math.Sqrt(step)));
        for (var i = 0; i < PeerParameters.Length; i++)
        {
            using var scope = NewDisposeScope();
            var (parameter, gradient) = (PeerParameters[i], PeerParameters[i].grad!);
            var alpha = Math.Max(1e-3, linalg.vector_norm(parameter).item<float>() / Math.Sqrt(parameter.numel())) * rho;
            rows[i].mul_(1 - weight).add_(linalg.vector_norm(gradient, 2, [1], keepdim: true).pow_(2), alpha: weight / gradient.size(1));
            columns[i].mul_(1 - weight).add_(linalg.vector_norm(gradient, 2, [0], keepdim: true).pow_(2), alpha: weight / gradient.size(0));
            var update = rows[i].matmul(columns[i] / rows[i].mean().clamp_min_(1.1920929e-7)).clamp_min_(1.4210855e-14).rsqrt_().mul_(gradient);
            var excess = Math.Max(1, linalg.vector_norm(update).item<float>() / Math.Sqrt(update.numel()));
            parameter.add_(update, alpha: -alpha / excess);
        }

        return PeerParameters;
    }
}
