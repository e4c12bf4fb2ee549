using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Gradient multi-normalization without an optimizer: the matrix that <see cref="MNGD"/> steps along.</summary>
/// <remarks>Scetbon, Ma, Gong and Meeds, 2025, arXiv 2502.06742.</remarks>
public static class MultiNormalization
{
    /// <summary>Below this l2 norm a row, column or matrix is divided by it, so that zeros stay zeros.</summary>
    internal const double Floor = 1e-8;

    /// <summary>Normalizes a matrix by each norm in turn, and all of them again.</summary>
    /// <param name="gradient">The matrix <c>[m, n]</c>; more dimensions count as <c>[size(0), rest]</c>.</param>
    /// <param name="norms">The norms, in order.</param>
    /// <param name="passes">How often the list is gone through.</param>
    /// <returns>A new tensor of the same shape, its root mean square 1 unless there are rows or columns of zeros.</returns>
    /// <exception cref="ArgumentException">The tensor has fewer than two dimensions, the list is empty or has an unknown norm, or there is no pass.</exception>
    public static Tensor Normalize(Tensor gradient, IReadOnlyList<GradientNorm> norms, int passes = 1)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.ndim < 2) throw new ArgumentException($"gradient has shape [{string.Join(", ", gradient.shape)}], but a matrix has two dimensions.", nameof(gradient));
        Hyperparameter.Whole(passes, nameof(passes), 1);
        NormList.Check(norms);
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var x = gradient.flatten(1).clone();
        for (var i = 0; i < passes * norms.Count && x.numel() != 0;)
        {
            var pairs = Pairs(norms, i, passes * norms.Count);
            var next = pairs > 0 ? Scaled(x, pairs) : Apply(norms[i % norms.Count], x);
            if (!ReferenceEquals(next, x)) x.Dispose();
            x = next;
            i += pairs > 0 ? 2 * pairs : 1;
        }

        return x.view(gradient.shape).MoveToOuterDisposeScope();
    }

    /// <summary>Square-root Sinkhorn scaling: rows, then columns, to root mean square 1, so often.</summary>
    /// <param name="gradient">The matrix.</param>
    /// <param name="passes">The number of passes; after five, rows are within about 1e-4 of 1 and columns exact.</param>
    /// <returns>The scaled matrix.</returns>
    public static Tensor Sinkhorn(Tensor gradient, int passes = 5) => Normalize(gradient, [GradientNorm.Row, GradientNorm.Column], passes);

    /// <summary>The scales of <see cref="Sinkhorn"/>: the scaled matrix is <c>diag(rows) · gradient · diag(columns)</c>.</summary>
    /// <param name="gradient">The matrix <c>[m, n]</c>.</param>
    /// <param name="passes">The number of passes.</param>
    /// <returns>The scale of each row <c>[m]</c> and of each column <c>[n]</c>.</returns>
    public static (Tensor rows, Tensor columns) SinkhornScales(Tensor gradient, int passes = 5)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.ndim != 2) throw new ArgumentException($"gradient has shape [{string.Join(", ", gradient.shape)}], but a matrix has two dimensions.", nameof(gradient));
        Hyperparameter.Whole(passes, nameof(passes), 1);
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var (rows, columns) = SinkhornUpdates.Scales(passes, gradient, Floor);
        return (rows.to(gradient.dtype).MoveToOuterDisposeScope(), columns.to(gradient.dtype).MoveToOuterDisposeScope());
    }

    /// <summary>How many passes of rows and columns follow each other from a place of the list on.</summary>
    private static int Pairs(IReadOnlyList<GradientNorm> norms, int from, int end)
    {
        var pairs = 0;
        while (from + 2 * pairs + 1 < end
            && norms[(from + 2 * pairs) % norms.Count] == GradientNorm.Row && norms[(from + 2 * pairs + 1) % norms.Count] == GradientNorm.Column) pairs++;
        return pairs;
    }

    private static Tensor Scaled(Tensor x, int passes)
    {
        var result = zeros_like(x);
        SinkhornUpdates.Run(passes, result, x, 0, -1, Floor);
        return result;
    }

    private static Tensor Apply(GradientNorm norm, Tensor x)
    {
        var (rows, columns) = (x.size(0), x.size(1));
        switch (norm)
        {
            case GradientNorm.Row: ProjectionUpdates.Rows(x, Floor / Math.Sqrt(columns)); return x;
            case GradientNorm.Column: ProjectionUpdates.Columns(x, Floor / Math.Sqrt(rows)); return x;
            case GradientNorm.Frobenius: ProjectionUpdates.Whole(x, Floor / Math.Sqrt((double)rows * columns)); return x;
            case GradientNorm.Sign: ProjectionUpdates.Signs(x); return x;
            default: return PolarFactor.Exact(x).mul_(Math.Sqrt(Math.Max(rows, columns)));
        }
    }
}
