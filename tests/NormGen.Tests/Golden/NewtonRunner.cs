using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs of the gradient-normalized Newton method: what holds before each step, and after the last.</summary>
internal sealed class NewtonRunner : IGoldenRunner
{
    public string System => "Gradient-regularised Newton with adaptive gradient-normalised radius";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 1 && golden.Inputs.ContainsKey("x0") && NewtonProblems.Of(golden, golden.Inputs["x0"].ToTensor(ScalarType.Float64)) is not null && CurvatureOf(golden) is not null;

    public string? NotShown(string output) => null;

    // What cancels on the way is as large as what there is at the start.
    public double Cancelling(GoldenCase golden, string output)
        => output is "gamma_k" ? 0 : (golden.Steps[0].Outputs.TryGetValue(output, out var first) ? first.Data : []).Concat(golden.Steps[0].Outputs["func"].Data).Concat(golden.Inputs["x0"].Data).Max(Math.Abs);

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        Parameter x = new(golden.Inputs["x0"].ToTensor(type));
        var problem = NewtonProblems.Of(golden, x)!;
        var (curvature, solver) = CurvatureOf(golden)!.Value;
        var isOfOutputs = curvature is Curvature.GaussNewton or Curvature.RankOneFisher;
        using var optimizer = torch.optim.GradNormSmoothNewton(
            [x], curvature, isOfOutputs ? problem.Loss : null, golden.Number("gamma_0", 1), search: golden.Flag("adaptive_search", true), metric: golden.Inputs.TryGetValue("B", out var metric) ? metric.ToTensor(ScalarType.Float64) : null, solver: solver);
        Func<Tensor> closure = isOfOutputs ? problem.Outputs : () => problem.Loss.Value(problem.Outputs());

        for (var step = 0; step < golden.Steps.Count; step++)
        {
            var (before, gamma) = ((Tensor)x.detach().clone(), optimizer.Gamma);
            var isLast = step == golden.Steps.Count - 1;
            if (!isLast) optimizer.step(closure).Dispose();
            var done = optimizer.LastStep!;
            yield return new Dictionary<string, Tensor> { ["x"] = before, ["gamma_k"] = tensor(gamma), ["func"] = tensor(isLast ? done.Loss : done.StartLoss), ["grad_norm"] = tensor(isLast ? done.GradientNorm : done.StartGradientNorm) };
        }
    }

    /// <summary>The approximation that the case describes, and how its system is solved there.</summary>
    private static (Curvature Curvature, NewtonSolver Solver)? CurvatureOf(GoldenCase golden) => golden.Text("hessian", "").Split(' ', ':', '(')[0] switch
    {
        "exact" => (Curvature.Exact, NewtonSolver.Auto),
        "zero" => (Curvature.Zero, NewtonSolver.Auto),
        "weighted" or "inexact" => (Curvature.GaussNewton, NewtonSolver.Auto),
        "Fisher" => (Curvature.RankOneFisher, golden.Text("method", "").EndsWith("rank_one", StringComparison.Ordinal) ? NewtonSolver.Auto : NewtonSolver.Cholesky),
        _ => null,
    };
}
