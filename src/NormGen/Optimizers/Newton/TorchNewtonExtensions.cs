using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen;

/// <summary>Puts the gradient-normalized Newton method where TorchSharp users look first: <c>torch.optim</c>.</summary>
public static class TorchNewtonExtensions
{
    extension(torch.optim)
    {
        /// <inheritdoc cref="Optimizers.GradNormSmoothNewton.GradNormSmoothNewton(nn.Module, Curvature, OutputLoss?, double, double, double, int, bool, Tensor?, NewtonSolver, Func{Tensor}?, double, int)"/>
        /// <returns>The optimizer.</returns>
        public static GradNormSmoothNewton GradNormSmoothNewton(nn.Module model, Curvature curvature = Curvature.Exact, OutputLoss? loss = null, double gamma0 = 1, double eps = 1e-8, double gamma_min = 1e-9, int max_trials = 40, bool search = true, Tensor? metric = null, NewtonSolver solver = NewtonSolver.Auto, Func<Tensor>? hessian = null, double cg_tolerance = 1e-10, int cg_iterations = 1000)
            => new(model, curvature, loss, gamma0, eps, gamma_min, max_trials, search, metric, solver, hessian, cg_tolerance, cg_iterations);

        /// <inheritdoc cref="Optimizers.GradNormSmoothNewton.GradNormSmoothNewton(IEnumerable{Parameter}, Curvature, OutputLoss?, double, double, double, int, bool, Tensor?, NewtonSolver, Func{Tensor}?, double, int)"/>
        /// <returns>The optimizer.</returns>
        public static GradNormSmoothNewton GradNormSmoothNewton(IEnumerable<Parameter> parameters, Curvature curvature = Curvature.Exact, OutputLoss? loss = null, double gamma0 = 1, double eps = 1e-8, double gamma_min = 1e-9, int max_trials = 40, bool search = true, Tensor? metric = null, NewtonSolver solver = NewtonSolver.Auto, Func<Tensor>? hessian = null, double cg_tolerance = 1e-10, int cg_iterations = 1000)
            => new(parameters, curvature, loss, gamma0, eps, gamma_min, max_trials, search, metric, solver, hessian, cg_tolerance, cg_iterations);
    }
}
