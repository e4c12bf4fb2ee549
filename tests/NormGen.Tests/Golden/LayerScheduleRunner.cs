using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>How many layers of a stack a schedule makes Post-LN, for many depths and parts.</summary>
internal sealed class LayerScheduleRunner : IGoldenRunner
{
    public string System => "Mix-LN";

    public bool Claims(GoldenCase golden) => golden.Inputs.ContainsKey("layers") && golden.Inputs.ContainsKey("alpha") && golden.Outputs.ContainsKey("post_layers");

    public string? NotShown(string output) => null;

    // The numbers are parts of a stack, which are the same whatever the type of the tensors.
    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var (layers, alpha) = (golden.Inputs["layers"], golden.Inputs["alpha"]);
        var post = layers.Data.Zip(alpha.Data, (depth, part) => (double)LayerSchedule.PostLayers((int)depth, part)).ToArray();
        yield return new Dictionary<string, Tensor> { ["post_layers"] = tensor(post, layers.Shape) };
    }
}
