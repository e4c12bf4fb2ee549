using NormGen.Kernels.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>How large a gradient is.</summary>
/// <param name="LargestOfRows">The largest magnitude of each row.</param>
/// <param name="SquaresOfRows">The sum of squares of each row.</param>
internal readonly record struct GradientSize(double[] LargestOfRows, double[] SquaresOfRows)
{
    /// <summary>The largest magnitude.</summary>
    public double Largest { get; } = LargestOfRows.Aggregate(0.0, Math.Max);

    /// <summary>The sum of squares.</summary>
    public double Squares { get; } = SquaresOfRows.Sum();

    /// <summary>The l2 norm.</summary>
    public double Norm => Math.Sqrt(Squares);

    /// <summary>Reads a gradient once.</summary>
    public static GradientSize Of(Tensor gradient)
    {
        using Tensor rows = Rows(gradient), largest = PerRow(rows), squares = PerRow(rows);
        GradientUpdates.Sizes(rows, largest, squares);
        return new(Numbers(largest), Numbers(squares));
    }

    /// <summary>The norm of a gradient: 2, infinity, or any other positive number.</summary>
    public static double NormOf(Tensor gradient, double norm_type)
    {
        if (gradient.numel() == 0) return 0;
        if (norm_type == 2) return Of(gradient).Norm;
        if (double.IsPositiveInfinity(norm_type)) return Of(gradient).Largest;
        return Math.Pow(Sums(gradient, (rows, sums) => GradientUpdates.Powers(rows, sums, norm_type)), 1 / norm_type);
    }

    /// <summary>The sum of squares of the gradient, had its large elements been clipped. Only the rows that have some are read again.</summary>
    public double ClippedSquares(Tensor gradient, double threshold, double shrink)
    {
        var (clipped, others) = (new List<long>(), 0.0);
        for (var row = 0; row < LargestOfRows.Length; row++)
        {
            if (LargestOfRows[row] > threshold) clipped.Add(row);
            else others += SquaresOfRows[row];
        }

        if (clipped.Count == 0) return others;
        using var scope = NewDisposeScope();
        var rows = Rows(gradient);
        return others + Sums(cat([.. clipped.Select(row => rows.narrow(0, row, 1))]), (few, sums) => GradientUpdates.ClippedSquares(few, sums, threshold, shrink));
    }

    private static double Sums(Tensor gradient, Action<Tensor, Tensor> fill)
    {
        using Tensor rows = Rows(gradient), sums = PerRow(rows);
        fill(rows, sums);
        return Numbers(sums).Sum();
    }

    private static Tensor Rows(Tensor gradient) => gradient.ndim < 2 ? gradient.reshape(1, -1) : gradient.alias();

    private static Tensor PerRow(Tensor rows) => empty([rows.size(0)], ElementTypes.Computed(rows.dtype), rows.device);

    private static double[] Numbers(Tensor tensor)
    {
        using var here = tensor.to(ScalarType.Float64, CPU);
        return here.data<double>().ToArray();
    }
}
