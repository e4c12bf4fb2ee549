using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Updates in place against their formulas, whose results are copied back.</summary>
public class UpdateKernelTests
{
    private static readonly long[][] Shapes = [[1, 7], [5, 1], [7, 16], [4, 17], [3, 1023], [700, 33], [64, 1030], [40000], [3], [1], [4, 3, 5], [2, 3, 2, 2], [0, 5]];

    public static TheoryData<string> Names => [.. UserFormulas.UpdateNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void AreTheFormula(string name)
    {
        foreach (var shape in Shapes)
        {
            Check(name, shape, ScalarType.Float64, (_, t) => t);
            Check(name, shape, ScalarType.Float32, (_, t) => t);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TakeTensorsThatAreNotContiguous(string name)
    {
        // What is updated may be any view without overlap; what is only read may overlap as well.
        foreach (var layout in Layout.All)
        {
            var overlaps = layout.Name.StartsWith("expanded", StringComparison.Ordinal);
            Check(name, [5, 17], ScalarType.Float64, (updated, t) => overlaps && updated ? t : Lay(layout, t));
            Check(name, [4, 3, 6], ScalarType.Float32, (updated, t) => overlaps && updated ? t : Lay(layout, t));
        }
    }

    private static Tensor Lay(Layout layout, Tensor t)
    {
        var view = layout.View(zeros(layout.Base(t.shape), dtype: t.dtype), t.shape);
        if (!layout.Name.StartsWith("expanded", StringComparison.Ordinal)) view.copy_(t);
        else view = layout.View(t.as_strided(layout.Base(t.shape), [.. t.shape.Select(_ => 1L)]).clone(), t.shape);
        return view;
    }

    private static void Check(string name, long[] shape, ScalarType type, Func<bool, Tensor, Tensor> lay)
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(77);
        var formula = UserFormulas.Get(name);
        var features = shape.Length < 2 ? shape[0] : shape[1..].Aggregate((a, b) => a * b);
        var tensors = Enumerable.Range(0, formula.Tensors.Length)
            .Select(i => lay(formula.IsUpdated(i), randn(formula.IsPerFeature(i) ? [features] : shape, dtype: ScalarType.Float32, generator: generator).to(type))).ToArray();

        // The formula sees [rows, features].
        Tensor Rows(Tensor t, int i) => formula.IsPerFeature(i) ? t : t.dim() < 2 ? t.reshape(1, -1) : t.flatten(1);
        var wanted = formula.CallFormula([.. tensors.Select((t, i) => Rows(t.to(ScalarType.Float64), i))]).ToList();
        var before = tensors.Select(t => t.clone()).ToArray();
        formula.CallKernel(tensors);

        var order = formula.ResultNames is { } names ? names : [.. formula.Tensors.Where((_, i) => formula.IsUpdated(i)).Select(p => p.Name!)];
        for (var i = 0; i < tensors.Length; i++)
        {
            if (!formula.IsUpdated(i))
            {
                Assert.True(tensors[i].ne(before[i]).any().item<bool>() is false, $"{name}: {formula.Tensors[i].Name} was changed.");
                continue;
            }

            var expected = wanted[Array.IndexOf(order, formula.Tensors[i].Name)].reshape(shape);
            if (expected.numel() == 0) continue;
            var error = (tensors[i].to(ScalarType.Float64) - expected).abs().max().item<double>();
            var tolerance = type == ScalarType.Float64 ? 1e-12 : 2e-6;
            Assert.True(error <= tolerance * Math.Max(1, expected.abs().max().item<double>()), $"{name} [{string.Join(", ", shape)}] {type}: {formula.Tensors[i].Name} is off by {error:E2}.");
        }
    }
}
