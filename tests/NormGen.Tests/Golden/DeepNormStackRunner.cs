using NormGen.Modules;
using NormGen.Tests.Golden.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>DeepNorm stacks through generated blocks: the factor of the stream is that of the depth whose factor the case has, which need not be the number of its layers.</summary>
internal sealed class DeepNormStackRunner : IGoldenRunner
{
    public string System => "Mix-LN";

    public bool Claims(GoldenCase golden) => golden.Words("placement_per_layer") is { Length: > 0 } places && places.All(place => place == "post") && golden.Text("norm", "") == "rms" && golden.Has("residual_alpha") && golden.Number("residual_alpha", 1) != 1
        && Math.Abs(ResidualScales.DeepNormAlpha(Depth(golden)) - golden.Number("residual_alpha", 1)) < 1e-14;

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        yield return Gradients.Run(golden, type, inputs =>
        {
            var (results, x) = (new Dictionary<string, Tensor>(), inputs["x"]);
            for (var layer = 0; layer < golden.Words("placement_per_layer").Length; layer++) results[$"h{layer + 1}"] = x = Layer(golden, inputs, $"l{layer}.").call(x);
            results["y"] = golden.Flag("final_norm", false) ? new PeriLNNorms(golden, inputs).Apply("final_norm", x) : x;
            return results;
        });
    }

    /// <summary>The number of layers of which <c>(2L)^(1/4)</c> is the factor.</summary>
    private static int Depth(GoldenCase golden) => (int)Math.Round(Math.Pow(golden.Number("residual_alpha", 1), 4) / 2);

    private static DeepRmsLayer Layer(GoldenCase golden, IReadOnlyDictionary<string, Tensor> inputs, string prefix)
    {
        var sublayers = PeriLNSublayers.Of(golden, inputs, prefix).ToDictionary(sublayer => sublayer.Name, sublayer => sublayer.Forward);
        var layer = new DeepRmsLayer(inputs["x"].size(-1), Depth(golden), sublayers["attn"], sublayers["mlp"]);
        foreach (var (name, norm) in layer.named_children().Where(child => child.name.EndsWith("_norm", StringComparison.Ordinal))) GoldenNorms.Fill(norm, golden, inputs, prefix + name);
        return layer;
    }
}
