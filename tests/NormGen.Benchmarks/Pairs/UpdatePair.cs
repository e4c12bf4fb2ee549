using TorchSharp.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>A pair over optimizer steps: 16 matrices of 1024x1024, 16.8 million parameters, the same gradients on both sides.</summary>
public abstract class UpdatePair : Pair
{
    private const int Count = 16;
    private const long Side = 1024;
    private readonly DisposeScope scope = NewDisposeScope();

    /// <inheritdoc/>
    public override bool IsInPlace => true;

    /// <summary>The bytes of one matrix.</summary>
    protected static long MatrixBytes => sizeof(float) * Side * Side;

    /// <summary>How many matrices there are.</summary>
    protected static int Matrices => Count;

    /// <summary>NormGen's parameters.</summary>
    protected Parameter[] OurParameters { get; private set; } = [];

    /// <summary>The other side's parameters.</summary>
    protected Parameter[] PeerParameters { get; private set; } = [];

    /// <summary>Makes the parameters of both sides.</summary>
    /// <param name="count">How many matrices.</param>
    /// <param name="side">Their rows and columns.</param>
    protected void Prepare(int count = Count, long side = Side)
    {
        var values = Enumerable.Range(0, count).Select(_ => (Start: randn(side, side) * 0.02, Gradient: randn(side, side))).ToArray();
        OurParameters = [.. values.Select(Make)];
        PeerParameters = [.. values.Select(Make)];

        static Parameter Make((Tensor Start, Tensor Gradient) value) => new(value.Start.clone()) { grad = value.Gradient.clone() };
    }

    /// <inheritdoc/>
    protected override void Release() => scope.Dispose();
}
