using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs of Stable-SPAM in both readings of the reset.</summary>
internal sealed class StableSPAMRunner : IGoldenRunner
{
    public string System => "Stable-SPAM";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 0 && new[] { "gamma1", "gamma2", "gamma3", "update_proj_gap" }.All(golden.Has);

    public string? NotShown(string output) => output.StartsWith("clipped_grad.", StringComparison.Ordinal) || output.StartsWith("normalized_grad.", StringComparison.Ordinal)
        ? "never written: clip and norm are factors inside the update, and show in the moments"
        : null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var run = new OptimizerRun(golden, type);
        var (betas, mode) = (golden.Numbers("betas", 0.9, 0.999), golden.Text("reset_mode", "official") == "clean" ? ResetMode.Clean : ResetMode.Official);
        using var optimizer = torch.optim.StableSPAM(
            run.Parameters.Values, golden.Number("lr", 1e-3), betas[0], betas[1], golden.Number("eps", 1e-8), golden.Number("weight_decay", 0), golden.Flag("amsgrad", false), golden.Number("gamma1", 0.7), golden.Number("gamma2", 0.9), golden.Number("gamma3", 0.999),
            (int)golden.Number("total_T", 0), golden.Number("eta_min", 0.5), (int)golden.Number("update_proj_gap", 1000), mode);
        foreach (var results in run.Steps(optimizer, state => Shown((StableSPAM.State)state))) yield return results;
    }

    private static IEnumerable<(string Name, Tensor? Value)> Shown(StableSPAM.State state) =>
    [
        ("exp_avg", state.exp_avg), ("exp_avg_sq", state.exp_avg_sq), ("max_exp_avg_sq", state.max_exp_avg_sq),
        ("m_norm_t", tensor(state.m_norm_t)), ("v_norm_t", tensor(state.v_norm_t)), ("m_max_t", tensor(state.m_max_t)), ("step", tensor((double)state.clip_step)), ("moment_step", tensor((double)state.moment_step)),
    ];
}
