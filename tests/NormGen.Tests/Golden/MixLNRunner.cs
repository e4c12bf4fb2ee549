using NormGen.Tests.Golden.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Stacks whose layers are Post-LN or Pre-LN one by one, through the two bodies of generated blocks.</summary>
internal sealed class MixLNRunner : IGoldenRunner
{
    public string System => "Mix-LN";

    public bool Claims(GoldenCase golden) => golden.Words("placement_per_layer") is { Length: > 0 } places && places.All(place => place is "post" or "pre")
        && golden.Text("norm", "") is "rms" or "layer" && golden.Text("mlp", "swiglu") is var mlp && PeriLNSublayers.Knows(mlp) && golden.Number("residual_alpha", 1) == 1;

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        yield return Gradients.Run(golden, type, inputs =>
        {
            var results = new Dictionary<string, Tensor>();
            var (places, x) = (golden.Words("placement_per_layer"), inputs["x"]);
            for (var layer = 0; layer < places.Length; layer++)
                results[$"h{layer + 1}"] = x = Forward(golden, inputs, layer, places.Length, places[layer] == "post")(x);
            results["y"] = golden.Flag("final_norm", false) ? new PeriLNNorms(golden, inputs).Apply("final_norm", x) : x;
            return results;
        });
    }

    private static Func<Tensor, Tensor> Forward(GoldenCase golden, IReadOnlyDictionary<string, Tensor> inputs, int layer, int depth, bool isPost)
    {
        var sublayers = PeriLNSublayers.Of(golden, inputs, $"l{layer}.").ToDictionary(s => s.Name, s => s.Forward);
        var features = inputs["x"].size(-1);
        if (golden.Text("norm", "") == "rms")
        {
            var block = Filled(new MixRmsBlock(features, sublayers["attn"], sublayers["mlp"], layer, depth));
            return isPost ? block.ForwardPost : block.ForwardPre;
        }
        else
        {
            var block = Filled(new MixLayerBlock(features, sublayers["attn"], sublayers["mlp"], layer, depth));
            return isPost ? block.ForwardPost : block.ForwardPre;
        }

        T Filled<T>(T block)
            where T : nn.Module
        {
            foreach (var (name, norm) in block.named_children())
            {
                if (name.EndsWith("_norm", StringComparison.Ordinal)) GoldenNorms.Fill(norm, golden, inputs, $"l{layer}.{name}");
            }

            return block;
        }
    }
}
