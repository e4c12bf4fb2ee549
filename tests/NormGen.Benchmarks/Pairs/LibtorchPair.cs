namespace NormGen.Benchmarks.Pairs;

/// <summary>Against one of libtorch's own fused steps, which TorchSharp does not bind: reached through a script.</summary>
public abstract class LibtorchPair : OptimizerPair
{
    private readonly jit.CompilationUnit script;

    /// <summary>Compiles the script.</summary>
    /// <param name="script">A function <c>step</c>.</param>
    protected LibtorchPair(string script) => this.script = jit.compile(script);

    /// <summary>Calls the script with the parameters, their gradients, and more.</summary>
    protected Tensor[] Invoke(params object[] more)
    {
        using var noGradients = no_grad();
        script.invoke("step", [PeerParameters.Cast<Tensor>().ToArray(), PeerParameters.Select(p => p.grad!).ToArray(), .. more]);
        return PeerParameters;
    }

    /// <summary>One tensor of zeros for each parameter.</summary>
    protected Tensor[] Zeros() => [.. PeerParameters.Select(p => zeros_like(p))];

    /// <inheritdoc/>
    protected override void Release()
    {
        script.Dispose();
        base.Release();
    }
}
