using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Region normalization: the core by a label, RN-B by a mask of any size, RN-L by its own convolutions.</summary>
internal sealed class RegionNormRunner : IGoldenRunner
{
    public string System => "Region Normalization";

    public bool Claims(GoldenCase golden) => golden.Inputs.ContainsKey("x") && (golden.Inputs.ContainsKey("label") || golden.Inputs.ContainsKey("mask") || golden.Inputs.ContainsKey("conv1_w"));

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var x = golden.Inputs["x"].ToTensor(type).requires_grad_();
        var eps = golden.Number("eps", 1e-5);
        var results = new Dictionary<string, Tensor>();
        if (golden.Inputs.TryGetValue("label", out var label)) results["y"] = torch.nn.functional.region_norm(x, label.ToTensor(type), eps);
        else if (golden.Inputs.TryGetValue("mask", out var mask)) Basic(golden, x, mask.ToTensor(type), eps, results);
        else Learnable(golden, x, eps, results);
        results["y"].backward([golden.Inputs["gy"].ToTensor(type)]);
        results["dx"] = x.grad!;
        foreach (var (name, leaf) in results.Where(item => item.Key.StartsWith("leaf ", StringComparison.Ordinal)).ToList()) results["d" + name[5..]] = leaf.grad!;
        yield return results;
    }

    private static void Basic(GoldenCase golden, Tensor x, Tensor mask, double eps, Dictionary<string, Tensor> results)
    {
        var norm = torch.nn.RegionNormB(x.shape[1], eps, dtype: x.dtype);
        foreach (var (name, parameter) in norm.named_parameters())
        {
            using (no_grad()) parameter.copy_(golden.Inputs[name].ToTensor(x.dtype));
            results["leaf " + name] = parameter;
        }

        using var pyramid = new MaskPyramid(mask);
        results["mask_resized"] = pyramid.For(x).clone();
        results["y"] = norm.call(x, mask);
    }

    private static void Learnable(GoldenCase golden, Tensor x, double eps, Dictionary<string, Tensor> results)
    {
        var norm = torch.nn.RegionNormL(x.shape[1], golden.Number("threshold", 0.8), golden.Inputs["conv1_w"].Shape[^1], eps, dtype: x.dtype);
        foreach (var (name, parameter) in norm.named_parameters())
        {
            var key = name["sa.".Length..].Replace("_conv", "").Replace(".weight", "_w").Replace(".bias", "_b");
            using (no_grad()) parameter.copy_(golden.Inputs[key].ToTensor(x.dtype));
            results["leaf " + key] = parameter;
        }

        (results["importance_map"], results["gamma"], results["beta"]) = norm.sa.call(x);
        results["mask"] = results["importance_map"].ge(norm.threshold).to(x.dtype);
        results["y"] = norm.call(x);
    }
}
