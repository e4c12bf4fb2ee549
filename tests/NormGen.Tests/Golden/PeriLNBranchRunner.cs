using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>One branch with and without an output norm, without gains: how it damps the gradient of the last weight.</summary>
internal sealed class PeriLNBranchRunner : IGoldenRunner
{
    public string System => "Peri-LN";

    public bool Claims(GoldenCase golden) => golden.Inputs.ContainsKey("w1") && golden.Inputs.ContainsKey("w2")
        && golden.Text("norm", "") == "rms without weight" && golden.Text("placement", "") is "peri" or "pre";

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var eps = golden.Number("eps", 1e-6);
        var results = Gradients.Run(golden, type, inputs =>
        {
            var branch = nn.functional.linear(nn.functional.relu(nn.functional.linear(Norms.RMSNormWithoutAffine(inputs["x"], eps), inputs["w1"])), inputs["w2"]);
            return new() { ["y"] = inputs["x"] + (golden.Text("placement", "") == "peri" ? Norms.RMSNormWithoutAffine(branch, eps) : branch) };
        });
        results["dw2_norm"] = results["dw2"].norm();
        yield return results;
    }
}
