namespace NormGen.Benchmarks.Pairs;

/// <summary>A step of SGD with momentum against <c>torch._fused_sgd_</c>.</summary>
public sealed class LibtorchSGDPair : LibtorchPair
{
    private const string Script = """
        def step(parameters: List[Tensor], gradients: List[Tensor], buffers: List[Tensor], lr: float, momentum: float, weight_decay: float):
            torch._fused_sgd_(parameters, gradients, buffers, weight_decay=weight_decay, momentum=momentum, lr=lr, dampening=0.0, nesterov=False, maximize=False, is_first_step=False)
            return parameters

        """;

    private readonly Tensor[] buffers;

    /// <summary>Makes the pair.</summary>
    /// <param name="size">The parameters.</param>
    public LibtorchSGDPair(UpdateSize size)
        : base(Script)
    {
        Prepare(size, parameters => torch.optim.SGD(parameters, 1e-3, 0.9, weight_decay: 0.01, fused: true));
        buffers = Zeros();
    }

    /// <inheritdoc/>
    protected override double Streams => 5;

    /// <inheritdoc/>
    public override Tensor[] Peer() => Invoke(buffers, 1e-3, 0.9, 0.01);
}
