using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs of the standards: AdamW, SGD, Lion, Muon and Adafactor, each by its own reference.</summary>
internal sealed class StandardRunner : IGoldenRunner
{
    public string System => "Standard optimizers";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 0 && golden.Text("algorithm", "") is "AdamW" or "SGD" or "Lion" or "Muon" or "Adafactor";

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var run = new OptimizerRun(golden, type);
        using var optimizer = Make(golden, run);
        foreach (var results in run.Steps(optimizer, Shown)) yield return results;
    }

    private static FusedOptimizer Make(GoldenCase golden, OptimizerRun run)
    {
        var (lr, decay, maximize) = (golden.Number("lr", double.NaN), golden.Number("weight_decay", double.NaN), golden.Flag("maximize", false));
        var (betas, adam, momentum) = (golden.Numbers("betas", double.NaN, double.NaN), golden.Numbers("adam_betas", double.NaN, double.NaN), golden.Number("momentum", double.NaN));
        var parameters = run.Parameters.Values;
        return golden.Text("algorithm", "") switch
        {
            "AdamW" => torch.optim.AdamW(parameters, lr, betas[0], betas[1], golden.Number("eps", double.NaN), decay, golden.Flag("amsgrad", false), maximize, fused: true),
            "SGD" => torch.optim.SGD(parameters, lr, momentum, golden.Number("dampening", double.NaN), decay, golden.Flag("nesterov", false), maximize, fused: true),
            "Lion" => torch.optim.Lion(parameters, lr, betas[0], betas[1], decay, maximize),
            "Muon" => torch.optim.Muon(run.WithRoles("muon"), lr, decay, momentum, golden.Flag("nesterov", true), (int)golden.Number("ns_steps", double.NaN), adam_lr: golden.Number("adam_lr", double.NaN), beta1: adam[0], beta2: adam[1], eps: golden.Number("adam_eps", double.NaN), maximize: maximize),
            _ => torch.optim.Adafactor(parameters, lr, golden.Number("beta2_decay", double.NaN), golden.Number("eps1", double.NaN), golden.Number("eps2", double.NaN), golden.Number("d", double.NaN), decay, maximize),
        };
    }

    private static IEnumerable<(string Name, Tensor? Value)> Shown(FusedOptimizerState state) => state switch
    {
        FusedAdamW.State adam => [("exp_avg", adam.exp_avg), ("exp_avg_sq", adam.exp_avg_sq), ("max_exp_avg_sq", adam.max_exp_avg_sq)],
        FusedSGD.State sgd => [("momentum_buffer", sgd.momentum_buffer)],
        Lion.State lion => [("exp_avg", lion.exp_avg)],
        Muon.State muon => [("momentum_buffer", muon.momentum_buffer), ("exp_avg", muon.exp_avg), ("exp_avg_sq", muon.exp_avg_sq)],
        Adafactor.State adafactor => [("row_var", adafactor.row_var), ("col_var", adafactor.col_var), ("variance", adafactor.variance)],
        _ => [],
    };
}
