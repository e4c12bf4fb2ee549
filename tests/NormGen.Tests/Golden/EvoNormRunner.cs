using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>EvoNorm, all variants of both references: steps in training and evaluation, with the running variance after each.</summary>
internal sealed class EvoNormRunner : IGoldenRunner
{
    public string System => "EvoNorm";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 0 && golden.Has("variant");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        using var norm = Make(golden, type);
        foreach (var (name, parameter) in norm.named_parameters()) using (no_grad()) parameter.copy_(golden.Inputs[name].ToTensor(type));
        for (var step = 0; step < golden.Steps.Count; step++)
        {
            norm.train(golden.Steps[step].Mode != "eval");
            norm.zero_grad();
            var x = golden.Steps[step].Inputs["x"].ToTensor(type).requires_grad_();
            var y = norm.call(x);
            y.backward([golden.Steps[step].Inputs["gy"].ToTensor(type)]);
            var results = norm.named_parameters().ToDictionary(item => "d" + item.name, item => item.parameter.grad!);
            (results["y"], results["dx"]) = (y, x.grad!);
            if (norm is EvoNorm2dB tracked) results["state_running_var"] = tracked.running_var;
            yield return results;
        }
    }

    private static EvoNorm2d Make(GoldenCase golden, ScalarType type)
    {
        var features = golden.Inputs["weight"].Shape[0];
        var (eps, momentum, groups) = (golden.Number("eps", 1e-5), golden.Number("momentum", 0.1), (long)golden.Number("requested_groups", golden.Number("groups", 32)));
        var (nonlinearity, unbiased) = (golden.Flag("nonlinearity", true), golden.Flag("running_var_unbiased", false));
        return golden.Text("variant", "") switch
        {
            "B0" => torch.nn.EvoNorm2dB0(features, eps, momentum, nonlinearity, unbiased, dtype: type),
            "B1" => torch.nn.EvoNorm2dB1(features, eps, momentum, nonlinearity, unbiased, dtype: type),
            "B2" => torch.nn.EvoNorm2dB2(features, eps, momentum, nonlinearity, unbiased, dtype: type),
            "S0" => torch.nn.EvoNorm2dS0(features, groups, eps, nonlinearity, dtype: type),
            "S1" => torch.nn.EvoNorm2dS1(features, groups, eps, nonlinearity, dtype: type),
            var variant => variant == "S2" ? torch.nn.EvoNorm2dS2(features, groups, eps, nonlinearity, dtype: type) : throw new NotSupportedException(variant),
        };
    }
}
