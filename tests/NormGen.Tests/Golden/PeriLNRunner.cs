using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Stacks of layers with norms around, before or after their sublayers, composed from the norms.</summary>
internal sealed class PeriLNRunner : IGoldenRunner
{
    public string System => "Peri-LN";

    public bool Claims(GoldenCase golden) => golden.Has("layers") && golden.Has("mlp") && PeriLNSublayers.Knows(golden.Text("mlp", ""))
        && golden.Text("norm", "") is "rms" or "layer" && golden.Text("placement", "peri") is "peri" or "pre" or "output";

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        yield return Gradients.Run(golden, type, inputs =>
        {
            var results = new Dictionary<string, Tensor>();
            var norms = new PeriLNNorms(golden, inputs);
            var multiplier = golden.Number("residual_multiplier", 1);
            var x = golden.Flag("embed_norm", false) ? norms.Apply("embed_norm", inputs["x"]) : inputs["x"];
            for (var layer = 0; layer < (int)golden.Number("layers", 0); layer++)
            {
                foreach (var (name, sublayer) in PeriLNSublayers.Of(golden, inputs, $"l{layer}."))
                    x = x + multiplier * norms.Output($"l{layer}.{name}_post_norm", sublayer(norms.Input($"l{layer}.{name}_pre_norm", x)));
                results[$"h{layer + 1}"] = x;
            }

            results["y"] = golden.Flag("final_norm", false) ? norms.Apply("final_norm", x) : x;
            return results;
        });
    }
}
