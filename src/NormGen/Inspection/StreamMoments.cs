using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Inspection;

/// <summary>Variance and largest magnitude of a tensor from one reading of it: moments of each row in a kernel, then those of all rows together.</summary>
internal static partial class StreamMoments
{
    /// <summary>Mean, variance and largest magnitude of each row, <c>[rows]</c> each.</summary>
    /// <param name="x">Rows <c>[.., features]</c>.</param>
    [Fused(nameof(OfRowsFormula))]
    internal static partial (Tensor Mean, Tensor Variance, Tensor Largest) OfRows(Tensor x);

    private static (Tensor Mean, Tensor Variance, Tensor Largest) OfRowsFormula(Tensor x) => (x.mean([-1L]), x.var([-1L], unbiased: false), x.abs().amax([-1L]));

    /// <summary><c>[variance, largest magnitude]</c> of all elements, float64, outside of every scope and graph.</summary>
    /// <param name="stream">The tensor <c>[.., features]</c>, not empty.</param>
    /// <remarks>Rows of equal length: the variance is the mean of the rows' variances and the variance of their means. float16 and bfloat16 are computed in float32, whose range the squares need.</remarks>
    public static Tensor Of(Tensor stream)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var rows = stream.detach();
        if (rows.dtype is ScalarType.Float16 or ScalarType.BFloat16) rows = rows.to(ScalarType.Float32);
        var (mean, variance, largest) = OfRows(rows);
        mean = mean.to(ScalarType.Float64);
        // Written out: var(unbiased: false) over a whole tensor divides by one less all the same.
        var total = variance.to(ScalarType.Float64).mean() + (mean - mean.mean()).square().mean();
        return stack([total, largest.max().to(ScalarType.Float64)]).DetachFromDisposeScope();
    }
}
