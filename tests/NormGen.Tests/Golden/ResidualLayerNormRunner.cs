using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>A residual sum that goes on and is normalized for a linear layer: both outputs are used.</summary>
internal sealed class ResidualLayerNormRunner : IGoldenRunner
{
    public string System => "Layer Normalization";

    public bool Claims(GoldenCase golden) => golden.Inputs.ContainsKey("residual") && golden.Inputs.ContainsKey("linear_weight") && Activations.Knows(golden.Text("activation", "none"));

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        yield return Gradients.Run(golden, type, inputs =>
        {
            var sum = inputs["x"] + inputs["residual"];
            var normalized = Norms.LayerNorm(sum, inputs["weight"], inputs["bias"], golden.Number("eps", 1e-5));
            return new() { ["sum"] = sum, ["z"] = Activations.Apply(golden.Text("activation", "none"), nn.functional.linear(normalized, inputs["linear_weight"], inputs["linear_bias"])) };
        });
    }
}
