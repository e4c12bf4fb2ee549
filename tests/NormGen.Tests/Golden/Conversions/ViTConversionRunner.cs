using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden.Conversions;

/// <summary>The authors' example through its generated conversions: the logits of all three forms, and every parameter of the two converted ones.</summary>
internal sealed class ViTConversionRunner : IGoldenRunner
{
    private const string PerLayer = "layers.";

    public string System => "Pre-RMSNorm / Pre-CRMSNorm";

    public bool Claims(GoldenCase golden) => golden.Outputs.ContainsKey("pre_crms") && golden.Inputs.ContainsKey("pos_embedding");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        long Size(string name) => (long)golden.Number(name, 0);
        using var noGradients = no_grad();
        var model = new ConvertedViT(Size("patches"), Size("patch_dim"), Size("dim"), Size("depth"), Size("heads"), Size("mlp_dim"), Size("classes"), golden.Number("eps", 1e-5));
        model.to(type);
        foreach (var (name, parameter) in model.named_parameters()) parameter.copy_(Input(golden, name, type));
        var (x, results) = (golden.Inputs["x"].ToTensor(type), new Dictionary<string, Tensor>());
        results["pre_ln"] = model.call(x);
        model.ConvertToPreRMSNorm();
        results["pre_rms"] = model.call(x);
        Show("zm_");
        model.ConvertToPreCRMSNorm();
        results["pre_crms"] = model.call(x);
        Show("compressed_");
        yield return results;

        void Show(string form)
        {
            foreach (var group in model.named_parameters().GroupBy(item => Key(item.name)))
                results[form + group.Key] = (group.Count() > 1 || group.First().name.StartsWith(PerLayer, StringComparison.Ordinal) ? stack([.. group.Select(item => (Tensor)item.parameter)]) : group.First().parameter).clone();
        }
    }

    /// <summary>The case's tensor for a parameter; of one layer its part.</summary>
    private static Tensor Input(GoldenCase golden, string name, ScalarType type)
    {
        var all = golden.Inputs[Key(name)].ToTensor(type);
        return name.StartsWith(PerLayer, StringComparison.Ordinal) ? all[long.Parse(name.Split('.')[1], global::System.Globalization.CultureInfo.InvariantCulture)] : all;
    }

    /// <summary>The case's name of a parameter: <c>layers.1.att_in_linear.weight</c> is <c>att_in_linear_weight</c>.</summary>
    private static string Key(string name) => string.Join('_', name.Split('.').Skip(name.StartsWith(PerLayer, StringComparison.Ordinal) ? 2 : 0));
}
