using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>SELU alone.</summary>
internal sealed class SeluRunner : IGoldenRunner
{
    public string System => "Self-Normalizing Neural Networks";

    public bool Claims(GoldenCase golden) => golden.Has("alpha") && golden.Has("scale") && golden.Inputs.ContainsKey("x");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        yield return Gradients.Run(golden, type, inputs => new() { ["y"] = SelfNormalizing.Selu(inputs["x"], golden.Number("alpha", SelfNormalizing.Alpha), golden.Number("scale", SelfNormalizing.Scale)) });
    }
}

/// <summary>Alpha dropout with the mask given, of elements or of whole channels.</summary>
internal sealed class AlphaDropoutRunner : IGoldenRunner
{
    public string System => "Self-Normalizing Neural Networks";

    public bool Claims(GoldenCase golden) => golden.Has("p") && golden.Inputs.ContainsKey("keep_mask");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var map = AlphaDropoutMap.For(golden.Number("p", 0.5), golden.Number("dropped_value", SelfNormalizing.DroppedValue), golden.Number("fixed_point_mean", 0), golden.Number("fixed_point_var", 1));
        using var evaluated = torch.nn.FusedAlphaDropout(map.P);
        evaluated.eval();
        yield return Gradients.Run(golden, type, inputs => new() { ["y"] = golden.Flag("training", true) ? map.Apply(inputs["x"], inputs["keep_mask"].detach()) : evaluated.call(inputs["x"]) });
    }
}

/// <summary>Stacks of linear layers with SELU between them.</summary>
internal sealed class SeluStackRunner : IGoldenRunner
{
    public string System => "Self-Normalizing Neural Networks";

    public bool Claims(GoldenCase golden) => golden.Has("sizes") && golden.Inputs.ContainsKey("w0");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        using var selu = torch.nn.FusedSELU();
        yield return Gradients.Run(golden, type, inputs =>
        {
            var y = nn.functional.linear(inputs["x"], inputs["w0"], inputs["b0"]);
            for (var i = 1; inputs.ContainsKey("w" + i); i++) y = nn.functional.linear(selu.call(y), inputs["w" + i], inputs["b" + i]);
            return new() { ["y"] = y };
        });
    }
}

/// <summary>The moment map, its fixed points, and LeCun's deviations: numbers computed in double whatever the type.</summary>
internal sealed class SelfNormalizingNumbersRunner : IGoldenRunner
{
    public string System => "Self-Normalizing Neural Networks";

    public bool Claims(GoldenCase golden) => golden.Inputs.ContainsKey("pre_mean") || golden.Inputs.ContainsKey("target_mean") || golden.Inputs.ContainsKey("linear_in");

    public string? NotShown(string output) => null;

    // The file asks 1e-9 of fixed points, of numbers about 1.
    public double Cancelling(GoldenCase golden, string output) => golden.Inputs.ContainsKey("target_mean") ? 1e6 : 0;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        if (golden.Inputs.TryGetValue("pre_mean", out var means))
        {
            var moments = means.Data.Zip(golden.Inputs["pre_var"].Data, (mean, variance) => SelfNormalizing.Moments(mean, variance, golden.Number("alpha", SelfNormalizing.Alpha), golden.Number("scale", SelfNormalizing.Scale))).ToArray();
            yield return new Dictionary<string, Tensor> { ["mean"] = tensor(moments.Select(item => item.Mean).ToArray()), ["var"] = tensor(moments.Select(item => item.Variance).ToArray()) };
        }
        else if (golden.Inputs.TryGetValue("target_mean", out var targets))
        {
            var found = targets.Data.Zip(golden.Inputs["target_var"].Data, SelfNormalizing.FixedPoint).ToArray();
            yield return new Dictionary<string, Tensor>
            {
                ["alpha"] = tensor(found.Select(item => item.Alpha).ToArray()),
                ["scale"] = tensor(found.Select(item => item.Scale).ToArray()),
                ["dropped_value"] = tensor(found.Select(item => -item.Alpha * item.Scale).ToArray()),
            };
        }
        else
        {
            yield return new Dictionary<string, Tensor>
            {
                ["linear_std"] = tensor(golden.Inputs["linear_in"].Data.Select(size => Deviation(1, (long)size)).ToArray()),
                ["conv_std"] = tensor(golden.Inputs["conv_in"].Data.Zip(golden.Inputs["conv_k"].Data, (size, kernel) => Deviation(1, (long)size, (long)kernel, (long)kernel)).ToArray()),
            };
        }

        static double Deviation(params long[] shape) => 1 / Math.Sqrt(LeCun.FanIn(empty(shape)));
    }
}
