using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Post-LN stacks whose stream is multiplied before the addition, composed from the norms: <c>x = Norm(alpha · x + f(x))</c>.</summary>
internal sealed class DeepNormStackRunner : IGoldenRunner
{
    public string System => "Mix-LN";

    public bool Claims(GoldenCase golden) => golden.Words("placement_per_layer") is { Length: > 0 } places && places.All(place => place == "post") && golden.Text("norm", "") is "rms" or "layer" && golden.Has("residual_alpha");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        yield return Gradients.Run(golden, type, inputs =>
        {
            var results = new Dictionary<string, Tensor>();
            var (norms, alpha, x) = (new PeriLNNorms(golden, inputs), golden.Number("residual_alpha", 1), inputs["x"]);
            for (var layer = 0; layer < golden.Words("placement_per_layer").Length; layer++)
            {
                foreach (var (name, sublayer) in PeriLNSublayers.Of(golden, inputs, $"l{layer}.")) x = norms.Apply($"l{layer}.{name}_norm", (alpha * x) + sublayer(x));
                results[$"h{layer + 1}"] = x;
            }

            results["y"] = golden.Flag("final_norm", false) ? norms.Apply("final_norm", x) : x;
            return results;
        });
    }
}
