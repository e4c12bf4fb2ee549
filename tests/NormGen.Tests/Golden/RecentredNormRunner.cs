using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The three norms of recentred transformers, without parameters.</summary>
internal sealed class RecentredNormRunner : IGoldenRunner
{
    public string System => "Pre-RMSNorm / Pre-CRMSNorm";

    public bool Claims(GoldenCase golden) => golden.Text("norm", "") is "layer_norm" or "rms_norm" or "crms_norm" && golden.Inputs.Keys.All(key => key is "x" or "dy");

    public string? NotShown(string output) => null;

    // dx = r · (dy - x · ...): along x itself the terms cancel but for eps; with one feature there is no other direction.
    public double Cancelling(GoldenCase golden, string output)
    {
        if (output != "dx" || golden.Text("norm", "") == "layer_norm") return 0;
        var (features, eps) = ((int)golden.Inputs["x"].Shape[^1], golden.Number("eps", 1e-5));
        var smallest = golden.Inputs["x"].Data.Chunk(features).Min(row => row.Sum(x => x * x) / (features + 1));
        return golden.Inputs["dy"].Data.Max(Math.Abs) / Math.Sqrt(smallest + eps);
    }

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var (features, eps) = (golden.Inputs["x"].Shape[^1], golden.Number("eps", 1e-5));
        using nn.Module<Tensor, Tensor> norm = golden.Text("norm", "") switch
        {
            "layer_norm" => torch.nn.FusedLayerNorm(features, eps, elementwise_affine: false),
            "rms_norm" => torch.nn.RMSNorm(features, eps, elementwise_affine: false),
            _ => torch.nn.CRMSNorm(features, eps),
        };
        yield return Gradients.Run(golden, type, inputs => new() { ["y"] = norm.call(inputs["x"]) });
    }
}

/// <summary>The linear layer whose results have mean zero: gradients are those of the parameters as they are stored.</summary>
internal sealed class LinearZeroMeanOutputRunner : IGoldenRunner
{
    public string System => "Pre-RMSNorm / Pre-CRMSNorm";

    public bool Claims(GoldenCase golden) => golden.Outputs.ContainsKey("weight_zero_mean") && golden.Outputs.ContainsKey("y");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var shape = golden.Inputs["weight"].Shape;
        using var linear = torch.nn.LinearZeroMeanOutput(shape[1], shape[0], golden.Inputs.ContainsKey("bias"), dtype: type);
        foreach (var (name, parameter) in linear.named_parameters()) using (no_grad()) parameter.copy_(golden.Inputs[name].ToTensor(type));
        var results = Gradients.Run(golden, type, inputs => new() { ["y"] = linear.call(inputs["x"]) });
        foreach (var (name, parameter) in linear.named_parameters()) results["d" + name] = parameter.grad!;
        results["weight_zero_mean"] = Recentring.Outputs(linear.weight);
        if (linear.bias is { } bias) results["bias_zero_mean"] = Recentring.Rows(bias);
        yield return results;
    }
}
