using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs of AdamP and SGDP over one parameter, with the authors' test at every step.</summary>
internal sealed class ProjectedRunner : IGoldenRunner
{
    public string System => "AdamP / SGDP";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 0 && golden.Inputs.ContainsKey("param") && golden.Text("algorithm", "") is "AdamP" or "SGDP";

    public string? NotShown(string output) => output == "branch" ? "a word: the test's verdict shows in the parameter, by the projection and the weaker decay" : null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var parameter = new Parameter(golden.Inputs["param"].ToTensor(type));
        using var optimizer = Make(golden, parameter);
        var state = optimizer.state_dict().State[0];
        foreach (var step in golden.Steps)
        {
            parameter.grad = step.Inputs["grad"].ToTensor(type);
            optimizer.step();
            var results = new Dictionary<string, Tensor> { ["param"] = parameter };
            if (state is SGDP.State buffers) results["momentum"] = buffers.momentum_buffer!;
            if (state is AdamP.State moments) (results["exp_avg"], results["exp_avg_sq"]) = (moments.exp_avg!, moments.exp_avg_sq!);
            yield return results;
        }
    }

    private static FusedOptimizer Make(GoldenCase golden, Parameter parameter)
    {
        var (eps, decay, delta, ratio, nesterov) = (golden.Number("eps", 1e-8), golden.Number("weight_decay", 0), golden.Number("delta", 0.1), golden.Number("wd_ratio", 0.1), golden.Flag("nesterov", false));
        if (golden.Text("algorithm", "") == "SGDP") return torch.optim.SGDP([parameter], golden.Number("lr", double.NaN), golden.Number("momentum", 0), golden.Number("dampening", 0), decay, nesterov, eps, delta, ratio);
        var betas = golden.Numbers("betas", 0.9, 0.999);
        return torch.optim.AdamP([parameter], golden.Number("lr", 1e-3), betas[0], betas[1], eps, decay, delta, ratio, nesterov);
    }
}
