using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Newton's method with any positive semidefinite approximation of the Hessian, regularized by the norm of the gradient over a radius that is searched for: no learning rate, no constants of smoothness. <c>torch.optim.GradNormSmoothNewton</c>.
/// </summary>
/// <remarks>
/// Semenov, Jaggi and Doikov, Gradient-Normalized Smoothness for Optimization with Approximate Hessians, 2025, arXiv 2506.13710; numerics as in the authors' code. One step from x with gradient g:
/// <code>
/// up to max_trials times:
///     lambda = ‖g‖* / (gamma + eps);   h = -(H + lambda B)⁻¹ g
///     f(x) - f(x + h) at least ‖g(x + h)‖*² / (8 lambda):   gamma = max(2 gamma, gamma_min), done
///     else:                                                  gamma = gamma / 2
/// </code>
/// The last trial is taken even where all failed; unlike the authors', a trial whose matrix is not positive definite counts as failed, and one that gives no finite loss is never taken.
/// <para>The closure returns the loss, or where a loss of the outputs is given at construction, the outputs. It is called once a step and once a trial and must give the same function every time: fix the batch outside, and set dropout and
/// batch statistics to evaluation. It must not call <c>backward</c>. Gradients of the parameters are null afterwards.</para>
/// <para>Parameters are one vector, kept in float64 beside the model during a step. Frozen ones (<c>requires_grad</c> false) are left as they are.</para>
/// </remarks>
public sealed partial class GradNormSmoothNewton : FusedOptimizer
{
    private readonly NewtonPlan plan;
    private readonly NewtonMetric metric;

    /// <summary>The optimizer over <c>parameters()</c>.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="curvature">What is taken for the Hessian.</param>
    /// <param name="loss">The loss of the outputs, which the closure then returns; for <see cref="Curvature.GaussNewton"/> and <see cref="Curvature.RankOneFisher"/>.</param>
    /// <param name="gamma0">The radius of the first step, in the metric.</param>
    /// <param name="eps">Added to the radius in lambda.</param>
    /// <param name="gamma_min">The smallest radius after an accepted trial.</param>
    /// <param name="max_trials">The most trials of a step.</param>
    /// <param name="search">Whether the radius is searched for; else it stays, and every step is taken.</param>
    /// <param name="metric">The metric B, symmetric positive definite over all elements of the parameters; null for the identity. It is copied.</param>
    /// <param name="solver">How the system is solved.</param>
    /// <param name="hessian">The matrix at the present parameters, for <see cref="Curvature.Custom"/>.</param>
    /// <param name="cg_tolerance">The relative residual at which conjugate gradients stop.</param>
    /// <param name="cg_iterations">The most iterations of conjugate gradients.</param>
    /// <exception cref="ArgumentException">An argument or parameter does not fit. The message says which, what it is and what fits.</exception>
    public GradNormSmoothNewton(IEnumerable<Parameter> parameters, Curvature curvature = Curvature.Exact, OutputLoss? loss = null, double gamma0 = 1, double eps = 1e-8, double gamma_min = 1e-9, int max_trials = 40, bool search = true, Tensor? metric = null, NewtonSolver solver = NewtonSolver.Auto, Func<Tensor>? hessian = null, double cg_tolerance = 1e-10, int cg_iterations = 1000)
        : this(new ParamGroup(parameters), curvature, loss, gamma0, eps, gamma_min, max_trials, search, metric, solver, hessian, cg_tolerance, cg_iterations)
    {
    }

    /// <summary>The optimizer over a model: all its parameters, tied ones once.</summary>
    /// <param name="model">The model, its submodules registered.</param>
    /// <param name="curvature">What is taken for the Hessian.</param>
    /// <param name="loss">The loss of the outputs, which the closure then returns; for <see cref="Curvature.GaussNewton"/> and <see cref="Curvature.RankOneFisher"/>.</param>
    /// <param name="gamma0">The radius of the first step, in the metric.</param>
    /// <param name="eps">Added to the radius in lambda.</param>
    /// <param name="gamma_min">The smallest radius after an accepted trial.</param>
    /// <param name="max_trials">The most trials of a step.</param>
    /// <param name="search">Whether the radius is searched for; else it stays, and every step is taken.</param>
    /// <param name="metric">The metric B, symmetric positive definite over all elements of the parameters; null for the identity. It is copied.</param>
    /// <param name="solver">How the system is solved.</param>
    /// <param name="hessian">The matrix at the present parameters, for <see cref="Curvature.Custom"/>.</param>
    /// <param name="cg_tolerance">The relative residual at which conjugate gradients stop.</param>
    /// <param name="cg_iterations">The most iterations of conjugate gradients.</param>
    /// <exception cref="ArgumentException">An argument or parameter does not fit. The message says which, what it is and what fits.</exception>
    public GradNormSmoothNewton(nn.Module model, Curvature curvature = Curvature.Exact, OutputLoss? loss = null, double gamma0 = 1, double eps = 1e-8, double gamma_min = 1e-9, int max_trials = 40, bool search = true, Tensor? metric = null, NewtonSolver solver = NewtonSolver.Auto, Func<Tensor>? hessian = null, double cg_tolerance = 1e-10, int cg_iterations = 1000)
        : this(new ParamGroup([.. ParameterRoles.Unique(model)]), curvature, loss, gamma0, eps, gamma_min, max_trials, search, metric, solver, hessian, cg_tolerance, cg_iterations)
    {
    }

    private GradNormSmoothNewton(ParamGroup group, Curvature curvature, OutputLoss? loss, double gamma0, double eps, double gamma_min, int max_trials, bool search, Tensor? metric, NewtonSolver solver, Func<Tensor>? hessian, double cg_tolerance, int cg_iterations)
        : base(Named(gamma0, new Options { LearningRate = 1, gamma = gamma0, eps = eps, gamma_min = gamma_min, max_trials = max_trials, search = search }))
    {
        plan = new(curvature, loss, solver, hessian, cg_tolerance, cg_iterations);
        AddGroups([group]);
        var size = States.Where(state => state.Parameter.requires_grad).Sum(state => state.Parameter.numel());
        plan.Check(size);
        this.metric = new(metric, size);
    }

    /// <summary>What the last step did; null before the first.</summary>
    public NewtonStep? LastStep { get; private set; }

    /// <summary>The radius of the next step.</summary>
    public double Gamma => Own.gamma!.Value;

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override string NeedsAllGradients => "its parameters are one vector, whose step depends on all of the gradient.";

    private Options Own => ((ParamGroup)_parameter_groups.Single()).Options;

    /// <summary>One step: function and gradient once, then as many trials as the search takes.</summary>
    /// <param name="closure">The loss, or the outputs where a loss of them was given; called several times, for one and the same function.</param>
    /// <returns>The loss before the step, a number without a graph.</returns>
    /// <exception cref="InvalidOperationException">The closure gives nothing to minimize, or a loss or gradient that is not finite at the present parameters; or a parameter was replaced or moved. Nothing has been changed.</exception>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        ArgumentNullException.ThrowIfNull(closure);
        return tensor(Step(closure, CancellationToken.None).StartLoss, ScalarType.Float64);
    }

    /// <summary>Not for this optimizer: its parameters are one vector with one radius.</summary>
    /// <param name="param_group">A group.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void add_param_group(TorchSharp.Modules.ParamGroup param_group)
        => throw new NotSupportedException("GradNormSmoothNewton has one group, since its parameters are one vector with one radius: make a new optimizer over all of them.");

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
        => throw new NotSupportedException("GradNormSmoothNewton moves all parameters together.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) metric?.Dispose();
    }

    /// <summary>The caller's name for the first radius.</summary>
    private static Options Named(double gamma0, Options options)
    {
        Hyperparameter.Positive(gamma0, nameof(gamma0));
        return options;
    }
}
