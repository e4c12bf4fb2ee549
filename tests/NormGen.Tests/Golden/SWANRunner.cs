using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs of SWAN: matrices standardized and whitened, the others by AdamW.</summary>
internal sealed class SWANRunner : IGoldenRunner
{
    public string System => "SWAN";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 0 && golden.Roles.Count > 0 && golden.Roles.Values.All(role => role is "matrix" or "adamw");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var run = new OptimizerRun(golden, type);
        var (betas, center, rescale) = (golden.Numbers("adamw_betas", 0.9, 0.999), golden.Flag("center", true), golden.Flag("rescale", true));
        var (method, iterations, beta) = (golden.Text("method", "newton_schulz") == "exact" ? WhiteningMethod.Exact : WhiteningMethod.NewtonSchulz, (int)golden.Number("iterations", 10), golden.Number("beta", 0.8));
        using var optimizer = torch.optim.SWAN(
            run.WithRoles("matrix"), golden.Number("lr", 0.02), golden.Number("matrix_lr_scale", 0.05), golden.Number("weight_decay", 0), center, method, iterations, beta, rescale, betas[0], betas[1], golden.Number("adamw_eps", 1e-8));
        foreach (var (results, step) in run.Steps(optimizer, state => [("exp_avg", ((SWAN.State)state).exp_avg), ("exp_avg_sq", ((SWAN.State)state).exp_avg_sq)]).Zip(golden.Steps))
        {
            foreach (var (name, role) in golden.Roles)
                if (role == "matrix") results["update." + name] = GradientWhitening.Whiten(GradientWhitening.Standardize(run.Gradient(step, name), center), method, iterations, beta, rescale, center);
            yield return results;
        }
    }
}
