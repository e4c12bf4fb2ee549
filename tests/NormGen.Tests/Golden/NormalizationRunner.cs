using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The normalization alone, <c>u = g / s</c>: an update of a zero parameter at rate 1 leaves <c>-u</c>, and <c>s</c> follows from <c>g</c> and <c>u</c>.</summary>
internal sealed class NormalizationRunner : IGoldenRunner
{
    public string System => "SCALE";

    public bool Claims(GoldenCase golden) => golden.Has("dim") && golden.Inputs.ContainsKey("g") && golden.Outputs.Keys.All(key => key is "u" or "s");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var g = golden.Inputs["g"].ToTensor(type);
        var (dim, eps) = ((long)golden.Number("dim", 1), golden.Number("eps", 1e-8));
        var p = zeros_like(g);
        if (dim == 0) ScaleUpdates.Embedding(p, g, 1, 0, eps, 1);
        else ScaleUpdates.Matrix(p, g, 1, 0, eps, 1);
        var u = -p;
        var square = u.square().sum([dim], keepdim: true);
        var s = where(square.eq(0), full_like(square, eps), (g * u).sum([dim], keepdim: true) / square);
        yield return new Dictionary<string, Tensor> { ["u"] = u, ["s"] = s };
    }
}
