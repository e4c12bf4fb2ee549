using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>PowerNorm over several steps: warm-up, padding masks <c>[batch, tokens]</c> for time-first inputs, group scaling, evaluation.</summary>
internal sealed class PowerNormRunner : IGoldenRunner
{
    public string System => "PowerNorm";

    public bool Claims(GoldenCase golden) => golden.Has("alpha_fwd") && golden.Has("warmup_iters") && golden.Steps.Count > 0;

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var norm = torch.nn.PowerNorm((long)golden.Number("num_features", 0), golden.Number("eps", 1e-5), golden.Number("alpha_fwd", 0.9), golden.Number("alpha_bkw", 0.9),
            (long)golden.Number("warmup_iters", 10000), (long)golden.Number("group_num", 1), batch_first: false, dtype: type);
        return OfflineSteps.Run(golden, type, norm, new Dictionary<string, Func<Tensor>> { ["running_phi"] = () => norm.running_phi, ["ema_gz"] = () => norm.ema_gz, ["iters"] = () => norm.iters });
    }
}

/// <summary>Power norm with the statistics of the batch.</summary>
internal sealed class PowerNormVRunner : IGoldenRunner
{
    public string System => "PowerNorm";

    public bool Claims(GoldenCase golden) => golden.Outputs.ContainsKey("psi2") && golden.Inputs.ContainsKey("weight");

    public string? NotShown(string output) => output == "psi2" ? "a statistic that stays inside the norm; y and dx depend on it" : null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var norm = torch.nn.PowerNormV(golden.Inputs["weight"].Shape[0], golden.Number("eps", 1e-5), dtype: type);
        norm.weight = new Parameter(golden.Inputs["weight"].ToTensor(type));
        norm.bias = new Parameter(golden.Inputs["bias"].ToTensor(type));
        var x = golden.Inputs["x"].ToTensor(type).requires_grad_();
        var y = norm.call(x);
        y.backward([golden.Inputs["gy"].ToTensor(type)]);
        yield return new Dictionary<string, Tensor> { ["y"] = y, ["dx"] = x.grad!, ["dweight"] = norm.weight.grad!, ["dbias"] = norm.bias.grad! };
    }
}

/// <summary>Group scaling alone.</summary>
internal sealed class GroupScalingRunner : IGoldenRunner
{
    public string System => "PowerNorm";

    public bool Claims(GoldenCase golden) => golden.Has("group_num") && golden.Steps.Count == 0 && golden.Inputs.Keys.All(key => key is "x" or "gy");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var x = golden.Inputs["x"].ToTensor(type).requires_grad_();
        var y = OfflineNorms.GroupScaling(x, (long)golden.Number("group_num", 1), golden.Number("eps", 1e-5));
        y.backward([golden.Inputs["gy"].ToTensor(type)]);
        yield return new Dictionary<string, Tensor> { ["y"] = y, ["dx"] = x.grad! };
    }
}
