using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden.Conversions;

/// <summary>Norms with gain and offset through the generated conversions: result, stream and every parameter of both forms.</summary>
internal sealed class AffineConversionRunner : IGoldenRunner
{
    public string System => "Pre-RMSNorm / Pre-CRMSNorm";

    public bool Claims(GoldenCase golden) => golden.Outputs.ContainsKey("pre_crms_stream") && golden.Inputs.ContainsKey("final_norm.weight");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        using var noGradients = no_grad();
        var model = new ConvertedMlp((long)golden.Number("dim", 0), (long)golden.Number("ff", 0), (long)golden.Number("layers", 0), golden.Inputs["head_w"].Shape[0], golden.Number("eps", 1e-5));
        model.to(type);
        foreach (var (name, parameter) in model.named_parameters()) parameter.copy_(golden.Inputs[Key(name)].ToTensor(type));
        var (x, results) = (golden.Inputs["x"].ToTensor(type), new Dictionary<string, Tensor>());
        results["pre_ln_stream"] = model.Stream(x);
        var y = model.call(x);
        model.ConvertToPreRMSNorm();
        Show("rms");
        model.ConvertToPreCRMSNorm();
        Show("crms");
        yield return results;

        void Show(string form)
        {
            results[$"pre_{form}_stream"] = model.Stream(x);
            foreach (var (name, parameter) in model.named_parameters()) results[$"{form}.{Key(name)}"] = parameter.clone();

            // One result for all forms: of each entry the one that is farthest from the first form's.
            var converted = model.call(x);
            results["y"] = results.TryGetValue("y", out var before) ? where((before - y).abs().gt((converted - y).abs()), before, converted) : converted;
        }
    }

    /// <summary>The case's name of a parameter: <c>layers.0.fc1.weight</c> is <c>l0.fc1_w</c>.</summary>
    private static string Key(string name)
    {
        var parts = name.Split('.');
        var layer = parts[0] == "layers" ? $"l{parts[1]}." : "";
        var (module, parameter) = (parts[^2], parts[^1]);
        return layer + module + (module.EndsWith("norm", StringComparison.Ordinal) ? "." + parameter : "_" + parameter[..1]);
    }
}
