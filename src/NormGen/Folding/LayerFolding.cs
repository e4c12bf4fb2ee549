using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Folding;

/// <summary>The parameters of a <c>Linear</c> or a convolution with a scale and shift of each feature in them. All is computed in float64 and rounded once.</summary>
public static class LayerFolding
{
    /// <summary>Of a layer behind the scale and shift: <c>W' = W · diag(scale)</c>, <c>b' = b + W · shift</c>. A convolution must not pad with zeros where there is a shift.</summary>
    /// <param name="weight">The weight <c>[out, in / groups, ..]</c>; it is not changed.</param>
    /// <param name="bias">The bias <c>[out]</c>, or null.</param>
    /// <param name="folded">The scale and shift <c>[in]</c>.</param>
    /// <param name="groups">The groups of a convolution.</param>
    /// <returns>Weight and bias in the weight's type; the bias is null where there was none and no shift.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static (Tensor Weight, Tensor? Bias) Behind(Tensor weight, Tensor? bias, ScaleAndShift folded, long groups = 1)
    {
        Check(weight, folded, weight.size(1) * groups, "inputs");
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var wide = weight.detach().to(ScalarType.Float64);

        // Of a group only its own inputs are seen: [groups, out / groups, in / groups, positions].
        var grouped = wide.reshape(groups, weight.size(0) / groups, weight.size(1), -1);
        var scaled = (grouped * folded.Scale.reshape(groups, 1, -1, 1)).reshape(weight.shape);
        var shift = folded.Shift is null ? null : (grouped.sum([-1L]) * folded.Shift.reshape(groups, 1, -1)).sum([-1L]).reshape(-1);
        var offset = (bias?.detach().to(ScalarType.Float64), shift) switch
        {
            (null, null) => null,
            ({ } own, null) => own,
            (null, { } added) => added,
            ({ } own, { } added) => own + added,
        };
        return (scaled.to(weight.dtype).MoveToOuterDisposeScope(), offset?.to(weight.dtype).MoveToOuterDisposeScope());
    }

    /// <summary>Of a layer before the scale and shift: <c>W' = diag(scale) · W</c>, <c>b' = scale · b + shift</c>. Exact whatever a convolution pads with.</summary>
    /// <param name="weight">The weight <c>[out, ..]</c>; it is not changed.</param>
    /// <param name="bias">The bias <c>[out]</c>, or null.</param>
    /// <param name="folded">The scale and shift <c>[out]</c>.</param>
    /// <returns>Weight and bias in the weight's type; the bias is null where there was none and no shift.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static (Tensor Weight, Tensor? Bias) Before(Tensor weight, Tensor? bias, ScaleAndShift folded)
    {
        Check(weight, folded, weight.size(0), "outputs");
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var scaled = weight.detach().to(ScalarType.Float64) * folded.Scale.reshape([-1, .. weight.shape.Skip(1).Select(_ => 1L)]);
        var offset = bias is null ? folded.Shift?.clone() : bias.detach().to(ScalarType.Float64) * folded.Scale;
        if (bias is not null && folded.Shift is not null) offset = offset! + folded.Shift;
        return (scaled.to(weight.dtype).MoveToOuterDisposeScope(), offset?.to(weight.dtype).MoveToOuterDisposeScope());
    }

    private static void Check(Tensor weight, ScaleAndShift folded, long features, string what)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(folded);
        if (folded.Scale.numel() != features) throw new ArgumentException($"A scale of {folded.Scale.numel()} features does not fit a weight [{string.Join(", ", weight.shape)}] with {features} {what}.", nameof(folded));
    }
}
