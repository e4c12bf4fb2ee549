using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Brings inputs and parameters to the rows <c>[.., features]</c> that <see cref="Norms"/> works on, and back.</summary>
internal static class NormRows
{
    /// <summary>RMSNorm, with the form that fits what there is.</summary>
    public static Tensor RMSNorm(Tensor input, int dimensions, Tensor? weight, double eps)
        => Apply(input, dimensions, weight, null, (x, gain, _) => gain is null ? Norms.RMSNormWithoutAffine(x, eps) : Norms.RMSNorm(x, gain, eps));

    /// <summary>RMSNorm with an offset, as LayerNorm has one: what LayerNorm is over rows of mean zero.</summary>
    public static Tensor ShiftedRMSNorm(Tensor input, int dimensions, Tensor? weight, Tensor? bias, double eps)
        => Apply(input, dimensions, weight, bias, (x, gain, offset) => (gain, offset) switch
        {
            (null, null) => Norms.RMSNormWithoutAffine(x, eps),
            (null, _) => Shifted(Norms.RMSNormWithoutAffine(x, eps), offset),
            (_, null) => Norms.RMSNorm(x, gain, eps),
            _ => Norms.ShiftedRMSNorm(x, gain, offset, eps),
        });

    /// <summary>LayerNorm, with the form that fits what there is.</summary>
    public static Tensor LayerNorm(Tensor input, int dimensions, Tensor? weight, Tensor? bias, double eps)
        => Apply(input, dimensions, weight, bias, (x, gain, offset) => (gain, offset) switch
        {
            (null, null) => Norms.LayerNormWithoutAffine(x, eps),
            (null, _) => Shifted(Norms.LayerNormWithoutAffine(x, eps), offset),
            (_, null) => Norms.LayerNormWithoutBias(x, gain, eps),
            _ => Norms.LayerNorm(x, gain, offset, eps),
        });

    private static Tensor Shifted(Tensor normalized, Tensor offset)
    {
        using (normalized) return normalized + offset;
    }

    /// <summary>Calls <paramref name="norm"/> over rows of the last <paramref name="dimensions"/> dimensions.</summary>
    /// <remarks>float16 and bfloat16 are computed in float32 and rounded once at the end: by the kernels on the CPU, by conversion elsewhere.</remarks>
    private static Tensor Apply(Tensor input, int dimensions, Tensor? weight, Tensor? bias, Func<Tensor, Tensor?, Tensor?, Tensor> norm)
    {
        var type = input.dtype;
        var converts = NormArguments.IsHalf(type) && input.device_type != DeviceType.CPU;
        if (!converts && dimensions == 1) return norm(input, weight, bias);

        using var scope = NewDisposeScope();
        var result = norm(Rows(input), Rows(weight), Rows(bias));
        if (dimensions > 1) result = result.view(input.shape);
        if (converts) result = result.to(type);
        return result.MoveToOuterDisposeScope();

        [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(tensor))]
        Tensor? Rows(Tensor? tensor)
        {
            if (tensor is null) return null;
            var rows = dimensions > 1 ? tensor.flatten(-dimensions) : tensor;
            return converts ? rows.to(ScalarType.Float32) : rows;
        }
    }
}
