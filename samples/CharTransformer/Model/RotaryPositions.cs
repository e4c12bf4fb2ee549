using static TorchSharp.torch;

namespace CharTransformerSample.Model;

/// <summary>Rotary positions: the feature pair (2i, 2i + 1) of position p is turned by the angle p · 10000^(-2i / headWidth).</summary>
/// <remarks>Su et al., RoFormer, 2021, arXiv 2104.09864. A pair is one complex number here, so that the turn is one multiplication forward and one backward.</remarks>
public sealed class RotaryPositions : IDisposable
{
    private readonly Tensor turns;

    /// <summary>Prepares the turns of all positions.</summary>
    /// <param name="context">The greatest number of positions.</param>
    /// <param name="headWidth">The features of one head; even.</param>
    public RotaryPositions(int context, int headWidth)
    {
        using var scope = NewDisposeScope();
        var pairs = arange(0, headWidth, 2, dtype: ScalarType.Float64) / headWidth;
        var angles = outer(arange(context, dtype: ScalarType.Float64), pow(10000.0, -pairs));
        turns = polar(ones_like(angles), angles).to(ScalarType.ComplexFloat32)
            .view(context, 1, 1, headWidth / 2).DetachFromDisposeScope();
    }

    /// <summary>Turns queries and keys.</summary>
    /// <param name="x">[batch, positions, any, heads, headWidth].</param>
    public Tensor Turn(Tensor x)
    {
        using var scope = NewDisposeScope();
        var pairs = x.unflatten(x.ndim - 1, -1, 2).view_as_complex();
        return (pairs * turns.narrow(0, 0, x.size(1))).view_as_real().flatten(x.ndim - 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();
}
