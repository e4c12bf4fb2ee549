using NormGen.Modules;
using static TorchSharp.torch;

namespace NormGen.Folding;

/// <summary>What a norm does to each feature or channel in evaluation: <c>y = scale · x + shift</c>, of what is left of it where its gain alone folds.</summary>
/// <param name="Scale">The scale <c>[features]</c>, in float64.</param>
/// <param name="Shift">The shift <c>[features]</c>, in float64; null for none.</param>
public sealed record ScaleAndShift(Tensor Scale, Tensor? Shift)
{
    /// <summary>
    /// Reads a norm: of <see cref="UnifiedNorm"/>, <see cref="PowerNorm"/> (behind its group scaling) and the batch norms all that they do, <c>scale = weight · rsqrt(statistic + eps)</c>, <c>shift = bias - mean · scale</c>; of <see cref="FusedLayerNorm"/> and <see cref="RMSNorm"/> gain and offset.
    /// </summary>
    /// <param name="norm">The norm.</param>
    /// <exception cref="ArgumentException">It is none of these, or keeps no running statistics.</exception>
    public static ScaleAndShift Of(nn.Module norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var (scale, shift) = norm switch
        {
            OfflineNorm offline => (Wide(offline.weight) * (Wide(offline.Statistic) + offline.eps).rsqrt(), Wide(offline.bias)),
            FusedBatchNorm { running_mean: { } mean, running_var: { } variance } batch => OfBatch(batch, mean, variance),
            FusedBatchNorm => throw new ArgumentException($"{norm.GetName()} keeps no running statistics: in evaluation it is no constant scale and shift.", nameof(norm)),
            FusedLayerNorm layer => (layer.weight is { } gain ? Wide(gain) : ones(layer.normalized_shape, ScalarType.Float64, layer.bias?.device), layer.bias is { } offset ? Wide(offset) : null),
            RMSNorm { weight: { } gain } => (Wide(gain), null),
            RMSNorm root => (ones(root.normalized_shape, ScalarType.Float64), null),
            _ => throw new ArgumentException($"{norm.GetName()} is no norm that folds: these are UnifiedNorm, PowerNorm, FusedBatchNorm1d to 3d, FusedLayerNorm and RMSNorm.", nameof(norm)),
        };
        return new(scale.MoveToOuterDisposeScope(), shift?.MoveToOuterDisposeScope());
    }

    private static (Tensor, Tensor?) OfBatch(FusedBatchNorm norm, Tensor mean, Tensor variance)
    {
        var scale = (Wide(variance) + norm.eps).rsqrt();
        if (norm.weight is { } gain) scale *= Wide(gain);
        var shift = -Wide(mean) * scale;
        return (scale, norm.bias is { } offset ? shift + Wide(offset) : shift);
    }

    private static Tensor Wide(Tensor tensor) => tensor.detach().to(ScalarType.Float64);
}
