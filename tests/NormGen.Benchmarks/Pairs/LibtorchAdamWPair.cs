using NormGen.Optimizers;

namespace NormGen.Benchmarks.Pairs;

/// <summary>The same step against libtorch's own fused AdamW, which TorchSharp does not bind: reached through a script.</summary>
public sealed class LibtorchAdamWPair : UpdatePair
{
    private const string Script = """
        def step(parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, weight_decay: float, eps: float):
            largest: List[Tensor] = []
            torch._fused_adamw_(parameters, gradients, means, squares, largest, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False)
            return parameters

        """;

    private readonly FusedAdamW ours;
    private readonly jit.CompilationUnit script = jit.compile(Script);
    private readonly Tensor[] gradients, means, squares, steps;

    /// <summary>Makes the pair.</summary>
    public LibtorchAdamWPair()
    {
        Prepare();
        ours = torch.optim.AdamW(OurParameters, lr: 1e-3, weight_decay: 0.01, fused: true);
        gradients = [.. PeerParameters.Select(p => p.grad!)];
        means = [.. PeerParameters.Select(p => zeros_like(p))];
        squares = [.. PeerParameters.Select(p => zeros_like(p))];
        steps = [.. PeerParameters.Select(_ => zeros([]))];
    }

    /// <inheritdoc/>
    public override long Bytes => 7 * Matrices * MatrixBytes;

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
        foreach (var step in steps) step.add_(1);
        script.invoke("step", PeerParameters.Cast<Tensor>().ToArray(), gradients, means, squares, steps, 1e-3, 0.9, 0.999, 0.01, 1e-8);
        return PeerParameters;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        script.Dispose();
        base.Release();
    }
}
