using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The few directions that the gradient of a matrix is projected to: its first singular vectors.</summary>
/// <remarks>
/// Zhao, Zhang, Chen, Wang, Anandkumar and Tian, GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection, 2024, arXiv 2403.03507. Singular values are not used. The sign of a singular vector is free: here its largest entry is
/// positive, so that results repeat. In float32 at least.
/// </remarks>
public sealed class GradientProjection : IDisposable
{
    private GradientProjection(Tensor? left, Tensor? right) => (Left, Right) = (left, right);

    /// <summary>Left singular vectors as columns <c>[rows, rank]</c>; null where rows are not projected.</summary>
    public Tensor? Left { get; }

    /// <summary>Right singular vectors as rows <c>[rank, columns]</c>; null where columns are not projected.</summary>
    public Tensor? Right { get; }

    /// <summary>The directions of a matrix.</summary>
    /// <param name="gradient">The matrix <c>[rows, columns]</c>.</param>
    /// <param name="rank">How many, from 1 up to the smaller side.</param>
    /// <param name="side">Which side is projected.</param>
    /// <returns>The projection; its tensors are freed with it.</returns>
    /// <exception cref="ArgumentException">The tensor is no matrix, or the rank does not fit.</exception>
    public static GradientProjection Of(Tensor gradient, int rank, ProjectionSide side = ProjectionSide.Std)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.ndim != 2) throw new ArgumentException($"The gradient has shape [{string.Join(", ", gradient.shape)}], but a matrix has two dimensions.", nameof(gradient));
        if (!Enum.IsDefined(side)) throw new ArgumentOutOfRangeException(nameof(side), side, $"side is {side}, which is no ProjectionSide.");
        if (rank < 1 || rank > Math.Min(gradient.size(0), gradient.size(1))) throw new ArgumentOutOfRangeException(nameof(rank), rank, $"rank is {rank}, but it must lie between 1 and the smaller side of [{string.Join(", ", gradient.shape)}].");
        using var noGradients = no_grad();
        var (left, right) = Sides(gradient.size(0), gradient.size(1), side);
        var (u, vh) = Vectors(gradient, rank);
        if (!left) u.Dispose();
        if (!right) vh.Dispose();
        return new(left ? u : null, right ? vh : null);
    }

    /// <summary>The projected gradient.</summary>
    /// <param name="gradient">The matrix.</param>
    /// <returns>A new tensor: <c>[rows, rank]</c>, <c>[rank, columns]</c> or <c>[rank, rank]</c>.</returns>
    public Tensor Low(Tensor gradient) => Low(gradient, Left, Right);

    /// <summary>Back to the shape of the gradient.</summary>
    /// <param name="low">What <see cref="Low(Tensor)"/> gave, or a step in its place.</param>
    /// <returns>A new tensor.</returns>
    public Tensor Back(Tensor low) => Back(low, Left, Right);

    /// <summary>Frees the vectors.</summary>
    public void Dispose()
    {
        Left?.Dispose();
        Right?.Dispose();
    }

    /// <summary>Which sides are projected.</summary>
    internal static (bool Left, bool Right) Sides(long rows, long columns, ProjectionSide side) => side switch
    {
        ProjectionSide.Std => (rows < columns, rows >= columns),
        ProjectionSide.ReverseStd => (rows >= columns, rows < columns),
        ProjectionSide.Right => (false, true),
        ProjectionSide.Left => (true, false),
        _ => (true, true),
    };

    internal static Tensor Low(Tensor gradient, Tensor? left, Tensor? right)
    {
        using var scope = NewDisposeScope();
        var rows = left is null ? gradient : left.t().matmul(gradient);
        return (right is null ? rows : rows.matmul(right.t())).MoveToOuterDisposeScope();
    }

    internal static Tensor Back(Tensor low, Tensor? left, Tensor? right)
    {
        using var scope = NewDisposeScope();
        var rows = left is null ? low : left.matmul(low);
        return (right is null ? rows : rows.matmul(right)).MoveToOuterDisposeScope();
    }

    /// <summary>The first singular vectors, left ones as columns and right ones as rows. What is not finite has none: there they are the first axes, and the step is not finite either.</summary>
    internal static (Tensor Left, Tensor Right) Vectors(Tensor gradient, int rank)
    {
        using var scope = NewDisposeScope();
        var type = gradient.dtype;
        if (!gradient.isfinite().all().item<bool>())
            return (Axes(gradient, 0).narrow(1, 0, rank).contiguous().MoveToOuterDisposeScope(), Axes(gradient, 1).narrow(0, 0, rank).contiguous().MoveToOuterDisposeScope());
        var (u, _, vh) = linalg.svd(gradient.to(type == ScalarType.Float64 ? type : ScalarType.Float32), fullMatrices: false);
        var (left, right) = (u.narrow(1, 0, rank), vh.narrow(0, 0, rank));
        return ((left * Sign(left, 0)).to(type).contiguous().MoveToOuterDisposeScope(), (right * Sign(right, 1)).to(type).contiguous().MoveToOuterDisposeScope());

        static Tensor Axes(Tensor like, int dimension) => eye(like.size(dimension), dtype: like.dtype, device: like.device);

        // The sign of the entry of largest size in each vector.
        static Tensor Sign(Tensor vectors, long dimension) => vectors.gather(dimension, vectors.abs().argmax(dimension, keepdim: true)).sign();
    }
}
