using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Adaptive instance normalization, style loss and foveated mixing, with their gradients.</summary>
internal sealed class StyleTransferRunner : IGoldenRunner
{
    public string System => "NeuroFovea";

    public bool Claims(GoldenCase golden) => golden.Inputs.ContainsKey("style") || golden.Inputs.ContainsKey("feat0") || golden.Inputs.ContainsKey("content_f") || golden.Inputs.ContainsKey("image");

    public string? NotShown(string output) => null;

    // dcontent = S_style / S_content · (g - mean(g) - z · sum(g · z) / (n - 1)): of two positions nothing but eps is left of the bracket.
    public double Cancelling(GoldenCase golden, string output)
    {
        if (output != "dcontent") return 0;
        using var scope = NewDisposeScope();
        var (content, style) = (Deviation("content"), Deviation("style"));
        return ((style / content).max() * golden.Inputs["gy"].ToTensor(ScalarType.Float64).abs().max()).item<double>();

        Tensor Deviation(string name) => (golden.Inputs[name].ToTensor(ScalarType.Float64).flatten(2).var(2, unbiased: true) + golden.Number("eps", 1e-5)).sqrt();
    }

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var eps = golden.Number("eps", 1e-5);
        yield return golden.Inputs.ContainsKey("image") ? EndToEnd(golden, type, eps) : WithGradients(golden, type, inputs
            => golden.Inputs.ContainsKey("style") ? torch.nn.AdaIN(eps).call(inputs["content"], inputs["style"])
            : golden.Inputs.ContainsKey("content_f") ? Mixed(golden, type, inputs["content_f"], inputs["noise_f"], inputs["alpha"], eps)
            : Enumerable.Range(0, inputs.Keys.Count(key => key.StartsWith("feat", StringComparison.Ordinal)))
                .Select(level => torch.nn.functional.style_loss(inputs[$"feat{level}"], inputs[$"target{level}"], eps)).Aggregate((a, b) => a + b).view(1));
    }

    private static Tensor Mixed(GoldenCase golden, ScalarType type, Tensor content, Tensor noise, Tensor alpha, double eps)
    {
        using var regions = new FoveatedRegions(golden.Inputs["masks"].ToTensor(type));
        return regions.Mix(content, noise, alpha, eps);
    }

    private static Dictionary<string, Tensor> WithGradients(GoldenCase golden, ScalarType type, Func<IReadOnlyDictionary<string, Tensor>, Tensor> forward)
    {
        var leaves = golden.Inputs.ToDictionary(item => item.Key, item => item.Value.ToTensor(type).requires_grad_());
        var result = forward(leaves);
        var isLoss = golden.Outputs.ContainsKey("loss");
        result.backward(isLoss ? [] : [leaves["gy"].detach()]);
        var results = leaves.Where(leaf => golden.Outputs.ContainsKey("d" + leaf.Key)).ToDictionary(leaf => "d" + leaf.Key, leaf => leaf.Value.grad!);
        results[isLoss ? "loss" : "y"] = result;
        return results;
    }

    /// <summary>The encoder and decoder of the case: a convolution and pooling, upsampling and a convolution.</summary>
    private static Dictionary<string, Tensor> EndToEnd(GoldenCase golden, ScalarType type, double eps)
    {
        var inputs = golden.Inputs.ToDictionary(item => item.Key, item => item.Value.ToTensor(type));
        var noise = torch.nn.functional.coral(inputs["noise"], inputs["image"]);
        var (content, noiseFeatures) = (Encoded(inputs["image"]), Encoded(noise));
        return new() { ["noise_coral"] = noise, ["reference"] = Decoded(content), ["metamer"] = Decoded(Mixed(golden, type, content, noiseFeatures, inputs["alpha"], eps)) };

        Tensor Encoded(Tensor image) => nn.functional.max_pool2d(nn.functional.relu(nn.functional.conv2d(Padded(image.unsqueeze(0)), inputs["enc_w"], inputs["enc_b"])), 2);
        Tensor Decoded(Tensor features) => nn.functional.conv2d(Padded(nn.functional.interpolate(features, scale_factor: [2, 2], mode: InterpolationMode.Nearest)), inputs["dec_w"], inputs["dec_b"]);
        static Tensor Padded(Tensor x) => nn.functional.pad(x, [1, 1, 1, 1], PaddingModes.Reflect);
    }
}
