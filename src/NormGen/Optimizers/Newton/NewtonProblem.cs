using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The function that is minimized, at the present parameters, and what is taken for its Hessian.</summary>
/// <param name="closure">The loss, or the outputs that the plan takes the loss of.</param>
/// <param name="parameters">The parameters.</param>
/// <param name="metric">The metric.</param>
/// <param name="plan">The approximation.</param>
internal sealed class NewtonProblem(Func<Tensor> closure, FlatParameters parameters, NewtonMetric metric, NewtonPlan plan)
{
    /// <summary>The parameters.</summary>
    public FlatParameters Parameters => parameters;

    /// <summary>Loss and gradient at the present parameters.</summary>
    /// <param name="forCurvature">Whether the graph is kept for what <see cref="System"/> needs.</param>
    /// <exception cref="InvalidOperationException">The closure does not return what is asked for, or calls <c>backward</c> itself.</exception>
    public NewtonPoint Evaluate(bool forCurvature)
    {
        using var gradients = enable_grad();
        parameters.ClearGradients();
        var made = closure() ?? throw new InvalidOperationException("The closure returned null; it must return a tensor.");
        if (parameters.Parameters.Any(HasGradient)) throw new InvalidOperationException("The closure called backward(): it must return the loss (or the outputs) alone, and the step differentiates by itself.");
        var (value, outputs) = plan.Loss is null ? (made, null) : (plan.Loss.Value(made), made);
        if (value.numel() != 1) throw new InvalidOperationException($"The closure returned {Text(value)}, but the loss must be one number. Outputs are taken where a loss of the outputs is given at construction.");
        if (!value.requires_grad) throw new InvalidOperationException("What the closure returned does not depend on the parameters: was it computed with no_grad, or from a detached tensor?");
        var isExact = forCurvature && plan.Curvature == Curvature.Exact;
        var gradient = parameters.Pull(value.reshape([]), null, forCurvature, isExact);
        return new(value, outputs, value.detach().to(ScalarType.Float64).item<double>(), gradient, metric.DualNorm(gradient.detach()));
    }

    /// <summary>The regularized system at a point.</summary>
    /// <param name="point">The point, evaluated for it.</param>
    /// <param name="cancellation">Ends long solutions.</param>
    public NewtonSystem System(NewtonPoint point, CancellationToken cancellation)
    {
        if (plan.Curvature == Curvature.Zero) return new ZeroSystem(metric);
        if (plan.Curvature == Curvature.Exact) return new DenseSystem(metric, Hessian(point.Gradient));
        if (plan.Curvature == Curvature.Custom) return new DenseSystem(metric, Custom());
        var jacobian = new NewtonJacobian(point.Outputs!, parameters, plan.Loss!);
        var solver = plan.Solver(parameters.Size, jacobian.Outputs);
        if (plan.Curvature == Curvature.RankOneFisher)
        {
            var (alpha, a) = jacobian.RankOne();
            return solver == NewtonSolver.Cholesky ? new DenseSystem(metric, a.outer(a) * alpha) : new RankOneSystem(metric, alpha, a);
        }

        if (solver == NewtonSolver.Woodbury) return new WoodburySystem(metric, jacobian);
        if (solver == NewtonSolver.ConjugateGradient) return new ConjugateGradientSystem(metric, jacobian, plan.Tolerance, plan.Iterations, cancellation);
        var rows = jacobian.Rows();
        return new DenseSystem(metric, jacobian.Curve(rows.t().contiguous()).mm(rows));
    }

    private Tensor Hessian(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var basis = eye(parameters.Size, dtype: ScalarType.Float64, device: gradient.device);
        var rows = stack(Enumerable.Range(0, (int)parameters.Size).Select(i => parameters.Pull(gradient, basis[i])).ToArray());
        return ((rows + rows.t()) / 2).MoveToOuterDisposeScope();
    }

    private Tensor Custom()
    {
        var hessian = plan.Hessian!() ?? throw new InvalidOperationException("The function hessian returned null; it must return a matrix.");
        if (hessian.ndim != 2 || hessian.size(0) != parameters.Size || hessian.size(1) != parameters.Size)
            throw new InvalidOperationException($"The function hessian returned {Text(hessian)}, but the {parameters.Size} elements of the parameters need [{parameters.Size}, {parameters.Size}].");
        return hessian.detach().to(ScalarType.Float64);
    }

    private static bool HasGradient(Tensor parameter)
    {
        using var gradient = parameter.grad;
        return gradient is not null;
    }

    private static string Text(Tensor tensor) => $"a tensor of shape [{string.Join(", ", tensor.shape)}]";
}
