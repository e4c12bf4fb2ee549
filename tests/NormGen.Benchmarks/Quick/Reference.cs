namespace NormGen.Benchmarks.Quick;

/// <summary>What the machine can do: a copy between existing tensors, or an addition in place, of the size that the pairs work on.</summary>
public sealed class Reference : IDisposable
{
    private const int Tensors = 16;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor source = randn(8192, 1024);
    private readonly Tensor target = randn(8192, 1024);
    private readonly (Tensor Parameter, Tensor Gradient)[] updates = [.. Enumerable.Range(0, Tensors).Select(_ => (randn(1024, 1024), randn(1024, 1024)))];

    /// <summary>The bytes that a call moves.</summary>
    /// <param name="isInPlace">Whether additions in place are meant.</param>
    public static long Bytes(bool isInPlace) => isInPlace ? 3L * Tensors * 1024 * 1024 * sizeof(float) : 2L * 8192 * 1024 * sizeof(float);

    /// <summary>One call.</summary>
    /// <param name="isInPlace">Whether additions in place are meant.</param>
    public void Run(bool isInPlace)
    {
        if (!isInPlace) target.copy_(source);
        else foreach (var (parameter, gradient) in updates) parameter.add_(gradient);
    }

    /// <inheritdoc/>
    public void Dispose() => scope.Dispose();
}
