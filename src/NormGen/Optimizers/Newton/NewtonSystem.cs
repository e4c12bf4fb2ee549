using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The regularized system of one step, for several lambdas.</summary>
internal abstract class NewtonSystem(NewtonMetric metric)
{
    /// <summary>The metric B.</summary>
    protected NewtonMetric Metric => metric;

    /// <summary>Whether solutions differentiate the graph of the point: another trial has changed the parameters in place, and the point must be evaluated again.</summary>
    public virtual bool NeedsGraph => false;

    /// <summary><c>h = -(H + lambda B)⁻¹ g</c>, or null where the matrix is not positive definite.</summary>
    public abstract Tensor? Solve(Tensor gradient, double lambda);
}

/// <summary>H = 0.</summary>
internal sealed class ZeroSystem(NewtonMetric metric) : NewtonSystem(metric)
{
    public override Tensor? Solve(Tensor gradient, double lambda) => Metric.Solve(gradient) / -lambda;
}

/// <summary><c>H = alpha · a aᵀ</c>, by Sherman and Morrison's formula.</summary>
internal sealed class RankOneSystem(NewtonMetric metric, double alpha, Tensor a) : NewtonSystem(metric)
{
    private readonly Tensor solved = metric.Solve(a);

    public override Tensor? Solve(Tensor gradient, double lambda)
    {
        var (q, r) = (Metric.Solve(gradient) / -lambda, solved / lambda);
        return q - r * (a.dot(q) * alpha / (a.dot(r) * alpha + 1));
    }
}

/// <summary>H in full, by Cholesky's decomposition.</summary>
internal sealed class DenseSystem(NewtonMetric metric, Tensor hessian) : NewtonSystem(metric)
{
    public override Tensor? Solve(Tensor gradient, double lambda)
    {
        var (lower, info) = linalg.cholesky_ex(Metric.Regularized(hessian, lambda));
        return info.item<int>() == 0 ? cholesky_solve(gradient.neg().unsqueeze(1), lower).squeeze(1) : null;
    }
}

/// <summary>
/// <c>H = Jᵀ D J</c> in the space of the outputs (Woodbury): <c>h = -(q - B⁻¹ Jᵀ (lambda + D K)⁻¹ D J q) / lambda</c> with <c>q = B⁻¹ g</c> and <c>K = J B⁻¹ Jᵀ</c>. D may be singular.
/// </summary>
internal sealed class WoodburySystem : NewtonSystem
{
    private readonly NewtonJacobian jacobian;
    private readonly Tensor solved;
    private readonly Tensor rows;
    private readonly Tensor product;

    public WoodburySystem(NewtonMetric metric, NewtonJacobian jacobian)
        : base(metric)
    {
        this.jacobian = jacobian;
        rows = jacobian.Rows();
        solved = metric.Solve(rows.t());
        // D is symmetric: its products with the rows of the symmetric K are the columns of D K.
        product = jacobian.Curve(rows.mm(solved)).t();
    }

    public override Tensor? Solve(Tensor gradient, double lambda)
    {
        var q = Metric.Solve(gradient);
        var system = product + eye(product.size(0), dtype: ScalarType.Float64, device: product.device) * lambda;
        return (q - solved.mv(linalg.solve(system, jacobian.Curve(rows.mv(q))))) / -lambda;
    }
}

/// <summary><c>H = Jᵀ D J</c> by conjugate gradients, preconditioned by the metric: products alone.</summary>
internal sealed class ConjugateGradientSystem : NewtonSystem
{
    private readonly NewtonJacobian jacobian;
    private readonly double tolerance;
    private readonly int iterations;
    private readonly CancellationToken cancellation;

    public ConjugateGradientSystem(NewtonMetric metric, NewtonJacobian jacobian, double tolerance, int iterations, CancellationToken cancellation)
        : base(metric)
    {
        (this.jacobian, this.tolerance, this.iterations, this.cancellation) = (jacobian, tolerance, iterations, cancellation);
        jacobian.PreparePush();
    }

    public override bool NeedsGraph => true;

    public override Tensor? Solve(Tensor gradient, double lambda)
    {
        var (h, residual) = (zeros_like(gradient), gradient.neg());
        var direction = Metric.Solve(residual).clone();
        var size = residual.dot(direction).item<double>();
        var goal = size * tolerance * tolerance;
        for (var i = 0; i < iterations && size > goal; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var product = jacobian.Pull(jacobian.Curve(jacobian.Push(direction))) + Metric.Times(direction) * lambda;
            var curvature = direction.dot(product).item<double>();
            if (!(curvature > 0)) return null;
            h.add_(direction, alpha: size / curvature);
            residual.add_(product, alpha: -size / curvature);
            var preconditioned = Metric.Solve(residual);
            var next = residual.dot(preconditioned).item<double>();
            direction.mul_(next / size).add_(preconditioned);
            size = next;
        }

        return h;
    }
}
