using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs of SinkGD: matrices by rows and columns, the others by AdamW.</summary>
internal sealed class MultiNormalizationRunner : IGoldenRunner
{
    public string System => "SinkGD / gradient multi-normalization";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 0 && golden.Roles.Count > 0 && golden.Roles.Values.All(role => role is "matrix" or "adamw");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var run = new OptimizerRun(golden, type);
        var (betas, passes) = (golden.Numbers("adamw_betas", 0.9, 0.999), (int)golden.Number("iterations", 5));
        using var optimizer = torch.optim.SinkGD(run.WithRoles("matrix"), golden.Number("lr", 0.02), passes, golden.Number("matrix_lr_scale", 0.05), golden.Number("weight_decay", 0), betas[0], betas[1], golden.Number("adamw_eps", 1e-8));
        foreach (var (results, step) in run.Steps(optimizer, state => [("exp_avg", ((MNGD.State)state).exp_avg), ("exp_avg_sq", ((MNGD.State)state).exp_avg_sq)]).Zip(golden.Steps))
        {
            foreach (var (name, role) in golden.Roles)
                if (role == "matrix") results["update." + name] = MultiNormalization.Sinkhorn(run.Gradient(step, name), passes);
            yield return results;
        }
    }
}
