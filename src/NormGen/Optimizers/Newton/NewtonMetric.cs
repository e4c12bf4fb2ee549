using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The metric B of steps, <c>‖h‖² = hᵀ B h</c>, and its dual of gradients, <c>‖g‖*² = gᵀ B⁻¹ g</c>; the identity where there is no matrix.</summary>
internal sealed class NewtonMetric : IDisposable
{
    private readonly Tensor? matrix;
    private readonly Tensor? factor;

    /// <summary>Checks and copies a matrix, in float64.</summary>
    /// <exception cref="ArgumentException">It is not a symmetric positive definite matrix of that size.</exception>
    public NewtonMetric(Tensor? metric, long size)
    {
        if (metric is null) return;
        using var scope = NewDisposeScope();
        if (metric.ndim != 2 || metric.size(0) != size || metric.size(1) != size)
            throw new ArgumentException($"metric has shape [{string.Join(", ", metric.shape)}], but the {size} elements of the parameters need [{size}, {size}].", nameof(metric));
        var own = metric.detach().to(ScalarType.Float64).clone();
        if (!own.allclose(own.t(), 1e-10, 1e-12 * own.abs().max().item<double>())) throw new ArgumentException("metric is not symmetric.", nameof(metric));
        var (lower, info) = linalg.cholesky_ex(own);
        if (info.item<int>() != 0) throw new ArgumentException("metric is not positive definite: it has no Cholesky decomposition.", nameof(metric));
        (matrix, factor) = (own.DetachFromDisposeScope(), lower.DetachFromDisposeScope());
    }

    /// <summary>Whether it is the identity.</summary>
    public bool IsIdentity => matrix is null;

    /// <summary><c>B⁻¹ v</c> of a vector, or of each column of a matrix.</summary>
    public Tensor Solve(Tensor v) => factor is null ? v : v.ndim == 1 ? cholesky_solve(v.unsqueeze(1), factor).squeeze(1) : cholesky_solve(v, factor);

    /// <summary><c>B v</c></summary>
    public Tensor Times(Tensor v) => matrix is null ? v : matrix.mv(v);

    /// <summary><c>H + lambda B</c></summary>
    public Tensor Regularized(Tensor hessian, double lambda) => matrix is null ? hessian + eye(hessian.size(0), dtype: ScalarType.Float64, device: hessian.device) * lambda : hessian + matrix * lambda;

    /// <summary>The dual norm of a gradient.</summary>
    public double DualNorm(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        return gradient.dot(Solve(gradient)).sqrt().item<double>();
    }

    public void Dispose()
    {
        matrix?.Dispose();
        factor?.Dispose();
    }
}
