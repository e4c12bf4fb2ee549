using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Runs an update and its formula, in float64, on the same numbers and compares every tensor: the updated ones are the formula's results, the others as they were.</summary>
internal sealed class UpdateComparison(FusedFormula formula, long[] shape, ScalarType type)
{
    /// <summary>Lays a tensor out in memory; told whether it is updated.</summary>
    public Func<bool, Tensor, Tensor> Lay { get; init; } = (_, t) => t;

    /// <summary>Relative to the largest entry, or to 1.</summary>
    public required double Tolerance { get; init; }

    /// <summary>As <see cref="Comparison.IsConditioned"/>.</summary>
    public bool IsConditioned { get; init; }

    public void Check()
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(77);
        var features = shape.Length < 2 ? shape[0] : shape[1..].Aggregate((a, b) => a * b);
        var tensors = Enumerable.Range(0, formula.Tensors.Length)
            .Select(i => Lay(formula.IsUpdated(i), randn(formula.IsPerFeature(i) ? [features] : formula.IsPerRow(i) ? [shape.Length < 2 ? 1 : shape[0]] : shape, dtype: ScalarType.Float32, generator: generator).to(type))).ToArray();
        var wanted = Formula(tensors, 1);
        var moved = IsConditioned ? Formula(tensors, 1 + 1e-13) : wanted;
        var before = tensors.Select(t => t.clone()).ToArray();
        formula.CallKernel(tensors);

        var order = formula.ResultNames is { } names ? names : [.. formula.Tensors.Where((_, i) => formula.IsUpdated(i)).Select(p => p.Name!)];
        for (var i = 0; i < tensors.Length; i++)
        {
            var at = $"{formula.Name} [{string.Join(", ", shape)}] {type}: {formula.Tensors[i].Name}";
            if (!formula.IsUpdated(i))
            {
                Assert.True(tensors[i].ne(before[i]).any().item<bool>() is false, $"{at} was changed.");
                continue;
            }

            var place = Array.IndexOf(order, formula.Tensors[i].Name);
            var expected = wanted[place].reshape(tensors[i].shape);
            if (expected.numel() == 0) continue;
            var slack = 1e4 * (moved[place] - wanted[place]).nan_to_num(0).abs().max().item<double>();
            Assert.True(tensors[i].isnan().ne(expected.isnan()).any().item<bool>() is false, $"{at}: NaN in other places.");
            var error = (tensors[i].to(ScalarType.Float64) - expected).nan_to_num(0).abs().max().item<double>();
            Assert.True(error <= Tolerance * Math.Max(1, expected.nan_to_num(0).abs().max().item<double>()) + slack, $"{at} is off by {error:E2}.");
        }
    }

    /// <summary>The formula sees [rows, features].</summary>
    private Tensor[] Formula(Tensor[] tensors, double factor) => formula.CallFormula([.. tensors.Select((tensor, i) =>
    {
        var t = tensor.to(ScalarType.Float64) * factor;
        return formula.IsPerFeature(i) || formula.IsPerRow(i) ? t : t.dim() < 2 ? t.reshape(1, -1) : t.flatten(1);
    })]);
}
