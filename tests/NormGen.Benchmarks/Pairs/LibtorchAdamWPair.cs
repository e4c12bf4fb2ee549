namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of AdamW against <c>torch._fused_adamw_</c>.</summary>
public sealed class LibtorchAdamWPair : LibtorchPair
{
    private const string Script = """
        def step(parameters: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, weight_decay: float, eps: float):
            largest: List[Tensor] = []
            torch._fused_adamw_(parameters, gradients, means, squares, largest, steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False)
            return parameters

        """;

    private readonly Tensor[] means, squares, steps;

    /// <summary>Makes the pair.</summary>
    /// <param name="size">The parameters.</param>
    public LibtorchAdamWPair(UpdateSize size)
        : base(Script)
    {
        Prepare(size, parameters => torch.optim.AdamW(parameters, lr: 1e-3, weight_decay: 0.01, fused: true));
        (means, squares) = (Zeros(), Zeros());
        steps = [.. PeerParameters.Select(_ => zeros([]))];
    }

    /// <inheritdoc/>
    protected override double Streams => 7;

    /// <inheritdoc/>
    public override Tensor[] Peer()
    {
        foreach (var step in steps) step.add_(1);
        return Invoke(means, squares, steps, 1e-3, 0.9, 0.999, 0.01, 1e-8);
    }
}
