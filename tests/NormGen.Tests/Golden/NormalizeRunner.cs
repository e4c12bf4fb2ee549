using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>A gradient <c>g</c> normalized by a list of norms, or by rows and columns with their scales.</summary>
internal sealed class NormalizeRunner : IGoldenRunner
{
    public string System => "SinkGD / gradient multi-normalization";

    public bool Claims(GoldenCase golden) => golden.Steps.Count == 0 && golden.Inputs.ContainsKey("g") && golden.Outputs.ContainsKey("y") && golden.Has("iterations") && golden.Number("eps", 1e-8) == 1e-8;

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var (gradient, passes) = (golden.Inputs["g"].ToTensor(type), (int)golden.Number("iterations", 5));
        var results = new Dictionary<string, Tensor> { ["y"] = MultiNormalization.Normalize(gradient, [.. golden.Words("norms", "row_l2", "column_l2").Select(Norm)], passes) };
        if (golden.Outputs.ContainsKey("row_scale")) (results["row_scale"], results["col_scale"]) = MultiNormalization.SinkhornScales(gradient, passes);
        yield return results;
    }

    private static GradientNorm Norm(string name) => name switch
    {
        "row_l2" => GradientNorm.Row,
        "column_l2" => GradientNorm.Column,
        "spectral" => GradientNorm.Spectral,
        _ => throw new NotSupportedException(name),
    };
}
