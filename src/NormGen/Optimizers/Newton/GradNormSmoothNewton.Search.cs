using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public sealed partial class GradNormSmoothNewton
{
    /// <summary>Steps until the gradient is small, the loss is close to a known optimum, or all steps are made.</summary>
    /// <param name="closure">The loss, or the outputs where a loss of them was given; one and the same function at every call.</param>
    /// <param name="max_steps">The most steps.</param>
    /// <param name="gradient_tolerance">Stops where the dual norm of the gradient is below it.</param>
    /// <param name="optimum">The smallest loss, where it is known.</param>
    /// <param name="tolerance">Stops where the loss is above <paramref name="optimum"/> by less.</param>
    /// <param name="progress">Told about every step.</param>
    /// <param name="cancellation">Ends it between two trials; the parameters are then those of the last whole step, and another call goes on from there.</param>
    /// <returns>Why it ended, and where.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InvalidOperationException">As <see cref="step"/>.</exception>
    public NewtonResult Minimize(Func<Tensor> closure, int max_steps = 1000, double gradient_tolerance = 0, double? optimum = null, double tolerance = 1e-8, IProgress<NewtonStep>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(closure);
        Hyperparameter.Whole(max_steps, nameof(max_steps), 0);
        Hyperparameter.NotNegative(gradient_tolerance, nameof(gradient_tolerance));
        Hyperparameter.NotNegative(tolerance, nameof(tolerance));
        if (optimum is not null) Hyperparameter.Finite(optimum, nameof(optimum));

        var (loss, norm) = Measure(closure);
        for (var steps = 0; ; steps++)
        {
            if (norm < gradient_tolerance || norm == 0) return new(NewtonStatus.GradientTolerance, steps, loss, norm);
            if (loss - optimum < tolerance) return new(NewtonStatus.LossTolerance, steps, loss, norm);
            if (steps == max_steps) return new(NewtonStatus.StepsExceeded, steps, loss, norm);
            var step = Step(closure, cancellation);
            progress?.Report(step);
            (loss, norm) = (step.Loss, step.GradientNorm);
        }
    }

    private (double Loss, double GradientNorm) Measure(Func<Tensor> closure)
    {
        using var scope = NewDisposeScope();
        var point = Problem(closure).Evaluate(forCurvature: false);
        return (point.Loss, point.GradientNorm);
    }

    private NewtonProblem Problem(Func<Tensor> closure)
    {
        CheckParameters();
        return new(closure, new([.. States.Select(state => state.Parameter).Where(parameter => parameter.requires_grad)]), metric, plan);
    }

    private NewtonStep Step(Func<Tensor> closure, CancellationToken cancellation)
    {
        Own.ValidateScheduled();
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var problem = Problem(closure);
        cancellation.ThrowIfCancellationRequested();
        var start = problem.Evaluate(forCurvature: true);
        if (!start.IsFinite) throw new InvalidOperationException(FormattableString.Invariant($"The loss is {start.Loss} and the norm of its gradient {start.GradientNorm} before the step; both must be finite. Nothing has been changed."));
        var result = start.GradientNorm == 0 ? new(start, Gamma, 0, true) : Search(problem, start, cancellation);
        Own.gamma = result.Gamma;
        foreach (var state in States.Where(state => state.Parameter.requires_grad)) state.step++;
        return LastStep = new(States.Max(state => state.step), start.Loss, start.GradientNorm, result.End.Loss, result.End.GradientNorm, result.Gamma, result.Trials, result.IsAccepted);
    }

    private SearchResult Search(NewtonProblem problem, NewtonPoint start, CancellationToken cancellation)
    {
        var x = problem.Parameters.Read();
        try
        {
            var system = problem.System(start, cancellation);
            var result = Search(problem, system, start with { Gradient = start.Gradient.detach() }, x, cancellation);
            // Where no trial is worth taking, or only an earlier one was, the parameters do not stand at the result yet.
            problem.Parameters.Write(result.At ?? x);
            return result;
        }
        catch
        {
            problem.Parameters.Write(x);
            throw;
        }
    }

    private SearchResult Search(NewtonProblem problem, NewtonSystem system, NewtonPoint start, Tensor x, CancellationToken cancellation)
    {
        var (options, gamma) = (Own, Gamma);
        var last = new SearchResult(start, gamma, 0, false);
        for (var trial = 1; trial <= options.max_trials; trial++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            if (trial > 1 && system.NeedsGraph)
            {
                problem.Parameters.Write(x);
                system = problem.System(problem.Evaluate(forCurvature: true), cancellation);
            }

            var lambda = start.GradientNorm / (gamma + options.eps!.Value);
            if (system.Solve(start.Gradient, lambda) is { } h)
            {
                var at = x + h;
                problem.Parameters.Write(at);
                var point = problem.Evaluate(forCurvature: false);
                var isAccepted = point.IsFinite && (options.search != true || start.Loss - point.Loss >= point.GradientNorm * point.GradientNorm / (8 * lambda));
                if (point.IsFinite)
                {
                    last.At?.Dispose();
                    last = new(point, gamma, trial, isAccepted) { At = at.MoveToOuterDisposeScope() };
                }

                if (isAccepted && options.search == true) return last with { Gamma = Math.Max(2 * gamma, options.gamma_min!.Value) };
            }

            if (options.search != true) return last;
            gamma /= 2;
            last = last with { Gamma = gamma, Trials = trial };
        }

        return last;
    }

    /// <summary>Where a search ended.</summary>
    private sealed record SearchResult(NewtonPoint End, double Gamma, int Trials, bool IsAccepted)
    {
        /// <summary>The parameters there; null where they stay.</summary>
        public Tensor? At { get; init; }
    }
}
