using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The two operators of SWAN by themselves.</summary>
internal sealed class WhiteningRunner : IGoldenRunner
{
    public string System => "SWAN";

    public bool Claims(GoldenCase golden) => golden.Steps.Count == 0 && (golden.Has("center") && golden.Inputs.ContainsKey("g") && golden.Number("eps", 1e-8) == 1e-8 || golden.Inputs.ContainsKey("x") && golden.Outputs.ContainsKey("w"));

    public string? NotShown(string output) => null;

    /// <summary>Each iteration lifts small singular values by 3 · beta, and the rounding of the product along with them.</summary>
    public double Cancelling(GoldenCase golden, string output) => golden.Has("beta") ? Math.Pow(3 * golden.Number("beta", 0.5), golden.Number("iterations", 1)) / 10 : 0;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        if (golden.Inputs.TryGetValue("g", out var gradient))
        {
            yield return new Dictionary<string, Tensor> { ["y"] = GradientWhitening.Standardize(gradient.ToTensor(type), golden.Flag("center", true)) };
            yield break;
        }

        var x = golden.Inputs["x"].ToTensor(type);
        var (method, iterations, beta) = (golden.Has("iterations") ? WhiteningMethod.NewtonSchulz : WhiteningMethod.Exact, (int)golden.Number("iterations", 1), golden.Number("beta", 0.5));
        yield return new Dictionary<string, Tensor> { ["w"] = GradientWhitening.Whiten(x, method, iterations, beta), ["w_rescaled"] = GradientWhitening.Whiten(x, method, iterations, beta, rescale: true) };
    }
}
