using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The plain layer norm, with and without gain and offset.</summary>
internal sealed class LayerNormRunner : IGoldenRunner
{
    public string System => "Layer Normalization";

    public bool Claims(GoldenCase golden) => golden.Has("normalized_shape") && !golden.Has("eps_placement") && golden.Inputs.Keys.All(key => key is "x" or "weight" or "bias" or "dy");

    public string? NotShown(string output) => output is "mean" or "rstd" ? "a statistic that stays inside the norm; y and dx depend on it" : null;

    // x - mean loses what x and its mean share, and rstd enlarges the rest: normalized = (x - mean) · rstd is good to epsilon · (1 + |x| · rstd).
    // dx = rstd · (g - mean(g) - normalized · mean(g · normalized)) with g = dy · weight; dweight is a sum over rows of dy · normalized.
    public double Cancelling(GoldenCase golden, string output)
    {
        var (x, weight, dy, rstd) = (Largest(golden.Inputs, "x"), Largest(golden.Inputs, "weight"), Largest(golden.Inputs, "dy"), Largest(golden.Outputs, "rstd"));
        var normalized = 1 + (x * rstd);
        return output switch { "y" => weight * normalized, "dx" => dy * weight * rstd * normalized, "dweight" => dy * normalized, _ => 0 };

        static double Largest(IReadOnlyDictionary<string, GoldenTensor> tensors, string name) => tensors.TryGetValue(name, out var tensor) ? tensor.Data.Max(Math.Abs) : 1;
    }

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var shape = golden.Numbers("normalized_shape").Select(size => (long)size).ToArray();
        yield return Gradients.Run(golden, type, inputs => new()
        {
            ["y"] = torch.nn.functional.fused_layer_norm(inputs["x"], shape, inputs.GetValueOrDefault("weight"), inputs.GetValueOrDefault("bias"), golden.Number("eps", 1e-5)),
        });
    }
}
