using NormGen.Tests.Golden.Blocks;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>DeepNorm through generated blocks: the factor of the stream follows from the depth.</summary>
internal sealed class DeepNormRunner : IGoldenRunner
{
    public string System => "Scaled residual branches";

    public bool Claims(GoldenCase golden) => golden.Has("alpha") && golden.Text("norm", "") is "layer" or "rms" && golden.Inputs.ContainsKey("norm_weight");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        yield return Gradients.Run(golden, type, inputs =>
        {
            var (features, depth) = (inputs["x"].size(-1), (int)golden.Number("layers", 0));
            Tensor Branch(Tensor x) => nn.functional.linear(nn.functional.gelu(nn.functional.linear(x, inputs["w1"], inputs["b1"])), inputs["w2"], inputs["b2"]);
            nn.Module<Tensor, Tensor> block = golden.Text("norm", "") == "rms" ? new DeepRmsBlock(features, depth, Branch) : new DeepLayerBlock(features, depth, Branch);
            foreach (var norm in block.children())
            {
                if (norm is GoldenRmsNorm rms) (rms.weight, rms.eps) = (inputs["norm_weight"], golden.Number("eps", 1e-5));
                else if (norm is GoldenLayerNorm layer) (layer.weight, layer.bias, layer.eps) = (inputs["norm_weight"], inputs["norm_bias"], golden.Number("eps", 1e-5));
            }

            return new() { ["y"] = block.call(inputs["x"]) };
        });
    }
}
