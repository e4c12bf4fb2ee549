namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of Adafactor against PyTorch's single-tensor code in TorchSharp, in place where it can be.</summary>
public sealed class AdafactorPair : ComposedPair
{
    private const double Rate = 1e-2;
    private readonly Tensor[] rows, columns;

    /// <summary>Makes the pair.</summary>
    public AdafactorPair()
    {
        Prepare(UpdateSize.Large, parameters => torch.optim.Adafactor(parameters, Rate));
        rows = [.. PeerParameters.Select(p => zeros(p.size(0), 1))];
        columns = [.. PeerParameters.Select(p => zeros(1, p.size(1)))];
    }

    /// <inheritdoc/>
    protected override double Streams => 6;

    /// <inheritdoc/>
    protected override void Update(int i, Tensor parameter, Tensor gradient)
    {
        var (weight, rho) = (Math.Pow(Step, -0.8), Math.Min(Rate, 1 / Math.Sqrt(Step)));
        var alpha = Math.Max(1e-3, linalg.vector_norm(parameter).item<float>() / Math.Sqrt(parameter.numel())) * rho;
        rows[i].mul_(1 - weight).add_(linalg.vector_norm(gradient, 2, [1], keepdim: true).pow_(2), alpha: weight / gradient.size(1));
        columns[i].mul_(1 - weight).add_(linalg.vector_norm(gradient, 2, [0], keepdim: true).pow_(2), alpha: weight / gradient.size(0));
        var update = rows[i].matmul(columns[i] / rows[i].mean().clamp_min_(1.1920929e-7)).clamp_min_(1.4210855e-14).rsqrt_().mul_(gradient);
        var excess = Math.Max(1, linalg.vector_norm(update).item<float>() / Math.Sqrt(update.numel()));
        parameter.add_(update, alpha: -alpha / excess);
    }
}
