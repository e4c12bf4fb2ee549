using NormGen.Tests.Golden.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Stacks of layers of two sublayers through generated blocks: the norms, the joints and <c>forward</c> that a placement attribute makes.</summary>
internal sealed class PeriLNBlockRunner : IGoldenRunner
{
    private static readonly PeriLNRunner Composed = new();

    public string System => Composed.System;

    public bool Claims(GoldenCase golden) => Composed.Claims(golden) && Maker(golden) is not null;

    public string? NotShown(string output) => Composed.NotShown(output);

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var make = Maker(golden)!;
        yield return Gradients.Run(golden, type, inputs =>
        {
            var results = new Dictionary<string, Tensor>();
            var norms = new PeriLNNorms(golden, inputs);
            var x = golden.Flag("embed_norm", false) ? norms.Apply("embed_norm", inputs["x"]) : inputs["x"];
            for (var layer = 0; layer < (int)golden.Number("layers", 0); layer++)
            {
                var block = make(x.size(-1), PeriLNSublayers.Of(golden, inputs, $"l{layer}.").ToDictionary(s => s.Name, s => s.Forward));
                foreach (var (name, norm) in block.named_children()) Fill(norm, golden, inputs, $"l{layer}.", name);
                results[$"h{layer + 1}"] = x = block.call(x);
            }

            results["y"] = golden.Flag("final_norm", false) ? norms.Apply("final_norm", x) : x;
            return results;
        });
    }

    private static Func<long, Dictionary<string, Func<Tensor, Tensor>>, nn.Module<Tensor, Tensor>>? Maker(GoldenCase golden)
        => (golden.Text("placement", "peri"), golden.Text("norm", ""), golden.Number("residual_multiplier", 1), golden.Inputs.ContainsKey("l0.attn_w") || golden.Inputs.ContainsKey("l0.q_w")) switch
        {
            ("peri", "rms", 1, true) => (features, f) => new PeriRmsBlock(features, f["attn"], f["mlp"]),
            ("peri", "rms", ScaledPeriRmsBlock.Multiplier, true) => (features, f) => new ScaledPeriRmsBlock(features, f["attn"], f["mlp"]),
            ("peri", "rms", ScaledPeriRmsBlock.Multiplier, false) => (features, f) => new ScaledPeriRmsFeedForward(features, f["mlp"]),
            ("peri", "layer", 1, true) => (features, f) => new PeriLayerBlock(features, f["attn"], f["mlp"]),
            ("peri", "layer", 1, false) => (features, f) => new PeriLayerFeedForward(features, f["mlp"]),
            ("output", "rms", 1, false) => (features, f) => new OutputRmsFeedForward(features, f["mlp"]),
            ("pre", "rms", 1, true) => (features, f) => new PreRmsBlock(features, f["attn"], f["mlp"]),
            ("pre", "rms", 1, false) => (features, f) => new PreRmsFeedForward(features, f["mlp"]),
            _ => null,
        };

    /// <summary>Puts the case's gains into a generated norm, by its name in the block.</summary>
    private static void Fill(nn.Module norm, GoldenCase golden, IReadOnlyDictionary<string, Tensor> inputs, string prefix, string name)
    {
        if (name.Split("_norm") is not [var sublayer, var place]) return;
        // A block with one norm a sublayer names it after the sublayer alone.
        var isOutput = place == "_out" || golden.Text("placement", "peri") == "output";
        GoldenNorms.Fill(norm, golden, inputs, $"{prefix}{sublayer}_{(isOutput ? "post" : "pre")}_norm");
    }
}
