using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs of Conda with the smaller side rotated: the projection <c>std</c>, and those that rotate the same side of the shapes at hand.</summary>
internal sealed class CondaRunner : IGoldenRunner
{
    public string System => "Conda";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 0 && golden.Roles.Count > 0 && golden.Roles.All(role => role.Value == "adamw" || role.Value == "conda" && IsSmallerSide(golden.Text("proj_type", "std"), golden.Inputs["param." + role.Key].Shape));

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var run = new OptimizerRun(golden, type);
        var betas = golden.Numbers("betas", 0.9, 0.999);
        using var optimizer = torch.optim.Conda(
            run.WithRoles("conda"), golden.Number("lr", 1e-3), betas[0], betas[1], golden.Number("eps", 1e-8), golden.Number("weight_decay", 0), (int)golden.Number("update_proj_gap", 2000), golden.Number("scale", 1), golden.Flag("correct_bias", true));
        foreach (var results in run.Steps(optimizer, state => [("exp_avg", ((Conda.State)state).exp_avg), ("exp_avg_sq", ((Conda.State)state).exp_avg_sq), ("abs_ortho", ((Conda.State)state).ortho_matrix?.abs())])) yield return results;
    }

    private static bool IsSmallerSide(string projection, long[] shape) => projection switch
    {
        "std" => true,
        "left" => shape[0] < shape[1],
        "right" => shape[0] >= shape[1],
        _ => false,
    };
}
