using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Towers of residual branches scaled by one constant: given, 1/n or 1/sqrt(n).</summary>
internal sealed class ScaledTowerRunner : IGoldenRunner
{
    public string System => "Scaled residual branches";

    public bool Claims(GoldenCase golden) => golden.Has("blocks") && golden.Text("scale_rule", "fixed") is "one" or "fixed" or "inv_n" or "inv_sqrt_n"
        && (golden.Inputs.ContainsKey("b0.w1") || golden.Inputs.ContainsKey("b0.a"));

    public string? NotShown(string output) => output.StartsWith("order", StringComparison.Ordinal) || output is "remainder" or "paths"
        ? "a term of the paper's expansion, not an output of the network"
        : null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var blocks = (int)golden.Number("blocks", 0);
        var scale = golden.Text("scale_rule", "fixed") switch { "inv_n" => 1.0 / blocks, "inv_sqrt_n" => 1 / Math.Sqrt(blocks), _ => golden.Number("scale", 1) };
        yield return Gradients.Run(golden, type, inputs =>
        {
            var h = inputs["x"];
            for (var block = 0; block < blocks; block++) h = h + scale * Branch(inputs, $"b{block}.", h);
            return new() { ["y"] = h };
        });
    }

    private static Tensor Branch(IReadOnlyDictionary<string, Tensor> inputs, string prefix, Tensor h) => inputs.TryGetValue(prefix + "a", out var linear)
        ? nn.functional.linear(h, linear)
        : nn.functional.linear(nn.functional.linear(h, inputs[prefix + "w1"], inputs[prefix + "b1"]).tanh(), inputs[prefix + "w2"]);
}
