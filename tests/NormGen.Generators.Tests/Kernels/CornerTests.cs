using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Activations made of pieces where two pieces meet, and at NaN and infinity: values and gradients are libtorch's.</summary>
public class CornerTests
{
    private static readonly string[] Formulas =
    [
        "nn.functional.relu6(x)", "nn.functional.relu6(x + 3)", "nn.functional.hardswish(x)", "nn.functional.hardsigmoid(x)", "nn.functional.logsigmoid(x)", "nn.functional.tanhshrink(x)", "nn.functional.softshrink(x, 0.5)", "nn.functional.hardshrink(x, 0.5)",
        "nn.functional.threshold(x, 0.5, 2)", "nn.functional.celu(x, 1.5)", "nn.functional.selu(x)", "x.masked_fill(y > 0.5, 1.5)", "x.fmax(y)", "torch.fmin(x, y)", "x.frac()", "torch.where(x.isnan(), y, x)", "torch.where(x.isfinite(), x, y)", "torch.where(x.isposinf() | y.isneginf(), y * 2, x)",
        "x.lerp(y, 0.25)", "x.lerp(y, 0.75)", "x.lerp(y, y.sigmoid())", "x.lerp(y, -0.75)", // the third found by random formulas
        "nn.functional.normalize(x * 0, dim: -1) + x", "nn.functional.normalize(x, 1, -1)",
    ];

    private static readonly Lazy<FusedLibrary> Library = new(() => FusedLibrary.Compile(string.Concat(Formulas.Select((text, i) => $$"""
            [Fused(nameof(F{{i}}Formula))] internal static partial Tensor F{{i}}(Tensor x, Tensor y);
            private static Tensor F{{i}}Formula(Tensor x, Tensor y) => {{text}};

        """))));

    public static TheoryData<string> Names => [.. Formulas];

    [Theory]
    [MemberData(nameof(Names))]
    public void WherePiecesMeet(string formula)
    {
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 }) Compare(formula, type, (_, drawn) => (drawn * 2).round() / 2 * (formula.Contains("hard", StringComparison.Ordinal) ? 3 : 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AtNumbersThatAreNone(string formula)
    {
        foreach (var special in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Compare(formula, ScalarType.Float64, (tensor, drawn) =>
            {
                var data = drawn.clone();
                data.view(-1)[3] = special;
                data.view(-1)[5 + tensor] = special;
                return data;
            });
        }
    }

    // A sixth is one of float32 in libtorch's gradient of hardsigmoid, in float64 too.
    private static void Compare(string formula, ScalarType type, Func<int, Tensor, Tensor> data) => new Comparison(Library.Value["F" + Array.IndexOf(Formulas, formula)], [4, 12], type)
    {
        Data = data,
        IsWatchedAlike = false,
        Accuracy = new(type == ScalarType.Float64 && !formula.Contains("hardsigmoid", StringComparison.Ordinal) ? 1e-10 : 1e-5, Noise: 0, Slack: 0),
    }.Check();
}
