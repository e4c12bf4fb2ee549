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
        // Eager code knows no largest entry of nothing.
        foreach (var shape in Shapes.Where(s => name != "ClippedToNorm" || s[0] > 0))
        {
            Check(name, shape, ScalarType.Float64, (_, t) => t);
            Check(name, shape, ScalarType.Float32, (_, t) => t);
        }
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(3, 40)]
    public void ElementsOfAFormulaThatCountsFeaturesAreNotOneLongRow(long rows, long features)
    {
        using var scope = NewDisposeScope();
        var formula = FusedLibrary.Compile("""
            [Fused(nameof(ShrinkFormula))]
            internal static partial void Shrink([Updated] Tensor x);
            private static Tensor ShrinkFormula(Tensor x) => x * Math.Sqrt(1.0 / (1 + x.shape[^1]));
            """)["Shrink"];
        var x = arange(rows * features, ScalarType.Float64).view(rows, features);
        var expected = formula.CallFormula([x])[0];
        formula.CallKernel([x]);
        Assert.True(x.allclose(expected, rtol: 1e-14));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TakeTensorsThatAreNotContiguous(string name)
    {
        // What is updated may be any view without overlap; what is only read may overlap as well.
        var formula = UserFormulas.Get(name);
        foreach (var layout in Layout.All)
        {
            Check(name, [5, 17], ScalarType.Float64, (i, t) => layout.Overlaps && formula.IsUpdated(i) ? t : layout.Of(t));
            Check(name, [4, 3, 6], ScalarType.Float32, (i, t) => layout.Overlaps && formula.IsUpdated(i) ? t : layout.Of(t));
        }
    }

    private static void Check(string name, long[] shape, ScalarType type, Func<int, Tensor, Tensor> lay)
        => new UpdateComparison(UserFormulas.Get(name), shape, type) { Lay = lay, Accuracy = new(type == ScalarType.Float64 ? 1e-12 : 2e-6, Noise: 0, Slack: 0) }.Check();
}
