using NormGen.Tests.Golden.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Stacks of layers of two sublayers through generated blocks: the norms, the joints and <c>forward</c> that a placement attribute makes.</summary>
internal sealed class PeriLNBlockRunner : IGoldenRunner
{
    private static readonly PeriLNRunner Composed = new();

    public string System => Composed.System;

    public bool Claims(GoldenCase golden) => Composed.Claims(golden) && Maker(golden) is not null
        && (golden.Inputs.ContainsKey("l0.attn_w") || golden.Inputs.ContainsKey("l0.q_w"));

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
                var sublayers = PeriLNSublayers.Of(golden, inputs, $"l{layer}.").ToDictionary(s => s.Name, s => s.Forward);
                var block = make(x.size(-1), sublayers["attn"], sublayers["mlp"]);
                foreach (var (name, norm) in block.named_children()) Fill(norm, golden, inputs, $"l{layer}.", name);
                results[$"h{layer + 1}"] = x = block.call(x);
            }

            results["y"] = golden.Flag("final_norm", false) ? norms.Apply("final_norm", x) : x;
            return results;
        });
    }

    private static Func<long, Func<Tensor, Tensor>, Func<Tensor, Tensor>, nn.Module<Tensor, Tensor>>? Maker(GoldenCase golden)
        => (golden.Text("placement", "peri"), golden.Text("norm", ""), golden.Number("residual_multiplier", 1)) switch
        {
            ("peri", "rms", 1) => (features, attn, mlp) => new PeriRmsBlock(features, attn, mlp),
            ("peri", "rms", ScaledPeriRmsBlock.Multiplier) => (features, attn, mlp) => new ScaledPeriRmsBlock(features, attn, mlp),
            ("peri", "layer", 1) => (features, attn, mlp) => new PeriLayerBlock(features, attn, mlp),
            ("pre", "rms", 1) => (features, attn, mlp) => new PreRmsBlock(features, attn, mlp),
            _ => null,
        };

    /// <summary>Puts the case's gains into a generated norm, by its name in the block.</summary>
    private static void Fill(nn.Module norm, GoldenCase golden, IReadOnlyDictionary<string, Tensor> inputs, string prefix, string name)
    {
        if (name.Split("_norm") is not [var sublayer, var place]) return;
        var key = $"{prefix}{sublayer}_{(place == "_out" ? "post" : "pre")}_norm";
        var eps = golden.Number("eps", 1e-6);
        switch (norm)
        {
            case GoldenRmsNorm rms:
                (rms.weight, rms.eps) = (inputs.TryGetValue(key, out var own) ? own : inputs[key + ".weight"], eps);
                break;
            case GoldenLayerNorm layer:
                (layer.weight, layer.bias, layer.eps) = (inputs[key + ".weight"], inputs[key + ".bias"], eps);
                break;
        }
    }
}
