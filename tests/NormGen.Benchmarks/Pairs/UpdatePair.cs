using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A pair over parameters that are overwritten, the same gradients on both sides; by default 16 matrices of 1024x1024, 16.8 million parameters.</summary>
public abstract class UpdatePair : Pair
{
    private readonly DisposeScope scope = NewDisposeScope();

    /// <inheritdoc/>
    public override bool IsInPlace => true;

    /// <inheritdoc/>
    public override long Bytes => (long)(Streams * OurParameters.Sum(p => p.numel())) * sizeof(float);

    /// <summary>How many numbers an element reads and writes, over all parameters in the mean.</summary>
    protected abstract double Streams { get; }

    /// <summary>NormGen's parameters.</summary>
    protected Parameter[] OurParameters { get; private set; } = [];

    /// <summary>The other side's parameters.</summary>
    protected Parameter[] PeerParameters { get; private set; } = [];

    /// <summary>Makes the parameters of both sides.</summary>
    /// <param name="size">How many matrices, and their rows and columns.</param>
    protected void Prepare(UpdateSize size)
    {
        var values = Enumerable.Range(0, size.Count).Select(_ => (Start: randn(size.Side, size.Side) * 0.02, Gradient: randn(size.Side, size.Side))).ToArray();
        OurParameters = [.. values.Select(Make)];
        PeerParameters = [.. values.Select(Make)];

        static Parameter Make((Tensor Start, Tensor Gradient) value) => new(value.Start.clone()) { grad = value.Gradient.clone() };
    }

    /// <inheritdoc/>
    protected override void Release() => scope.Dispose();
}
