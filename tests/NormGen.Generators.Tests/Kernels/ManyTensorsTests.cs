using NormGen.Generators.Fused;
using NormGen.Generators.Tests.Harness;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Formulas of more tensors, and more folds, than anybody needs: they have a kernel that computes them, or are left to eager code with the reason.</summary>
public class ManyTensorsTests
{
    [Fact]
    public void SixtyFourTensorsHaveAKernelAndSixtyThreeSums()
        => new Comparison(FusedLibrary.Compile(Source(63))["Many"], [5, 9], ScalarType.Float64).Check();

    [Fact]
    public void MoreAreLeftToTheFormula()
    {
        var run = GeneratorRun.Of(new FusedGenerator(), TestCompilation.Create("internal static partial class Formulas { " + Source(64) + " }"));
        Assert.Empty(run.Problems);
        Assert.Contains("// No kernel, the formula computes it (NG0014): it takes 65 tensors, and a kernel takes 64: cut the formula in two.", Assert.Single(run.Files).Value);
    }

    /// <summary>What a row is folded to is without limit, and so are sums over rows.</summary>
    [Theory]
    [InlineData("(x - {0}).abs().amax([-1L], keepdim: true)", 65)]
    [InlineData("(x - {0}).abs().amin([-1L], keepdim: true)", 70)]
    [InlineData("(x - {0}).abs().sum([-1L], keepdim: true)", 70)]
    [InlineData("(x - {0}).abs().sum([0L], keepdim: true)", 65)]
    [InlineData("(x - {0}).abs().sum([0L], keepdim: true)", 70)]
    [InlineData("(x - {0}).abs().amax([0L], keepdim: true)", 30)]
    [InlineData("(x - {0}).abs().var([0L], unbiased: false, keepdim: true)", 30)]
    [InlineData("(x - {0}).abs().var([0L], unbiased: false, keepdim: true)", 33)]
    [InlineData("(x - {0}).abs().var([0L], unbiased: false, keepdim: true)", 70)]
    public void ManyFoldsAreTheFormula(string fold, int count)
        => new Comparison(FusedLibrary.Compile(Folds(fold, count))["Many"], [6, 9], ScalarType.Float64).Check();

    [Theory]
    [InlineData("(x - {0}).abs().amax([0L], keepdim: true)", 65)]
    [InlineData("(x - {0}).abs().amin([0L], keepdim: true)", 70)]
    public void MoreExtremesOfAllRowsAreLeftToTheFormula(string fold, int count)
    {
        var run = GeneratorRun.Of(new FusedGenerator(), TestCompilation.Create("internal static partial class Formulas { " + Folds(fold, count) + " }"));
        Assert.Empty(run.Problems);
        Assert.Matches(@"NG0014\): .*it folds \d+ values over all rows, not only sums, and a kernel folds 64: cut the formula in two\.", Assert.Single(run.Files).Value);
    }

    [Fact]
    public void GradientsOfItsOwnHaveAFormulaOfSixtyFourTensorsAtMost()
    {
        var names = Enumerable.Range(0, 65).Select(i => "w" + i).ToList();
        var run = GeneratorRun.Of(new FusedGenerator(), TestCompilation.Create($$"""
            internal static partial class Formulas
            {
                [Fused(nameof(OwnFormula), Backward = nameof(OwnBackward))] internal static partial Tensor Own(Tensor x, {{string.Join(", ", names.Select(n => "[PerFeature] Tensor " + n))}});
                private static Tensor OwnFormula(Tensor x, {{string.Join(", ", names.Select(n => "Tensor " + n))}}) => x{{string.Concat(names.Select(n => $" + {n}"))}};
                private static Tensor OwnBackward(Tensor x, {{string.Join(", ", names.Select(n => "Tensor " + n))}}, Tensor dy) => dy * 2;
            }
            """));
        Assert.Empty(run.Problems);
        var method = run.Load().GetType("Formulas", throwOnError: true)!.GetMethod("Own", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!;
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => method.Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, [ones(2, 3), .. names.Select(_ => ones(3))], null));
        Assert.Contains("66 tensors", error.Message, StringComparison.Ordinal);
    }

    private static string Folds(string fold, int count) => $$"""
        [Fused(nameof(ManyFormula))] internal static partial Tensor Many(Tensor x);
        private static Tensor ManyFormula(Tensor x) => x{{string.Concat(Enumerable.Range(1, count).Select(i => " + " + string.Format(System.Globalization.CultureInfo.InvariantCulture, fold, i / 16.0)))}};
        """;

    private static string Source(int perFeature)
    {
        var names = Enumerable.Range(0, perFeature).Select(i => "w" + i).ToList();
        return $$"""
            [Fused(nameof(ManyFormula))] internal static partial Tensor Many(Tensor x, {{string.Join(", ", names.Select(n => "[PerFeature] Tensor " + n))}});
            private static Tensor ManyFormula(Tensor x, {{string.Join(", ", names.Select(n => "Tensor " + n))}}) => x{{string.Concat(names.Select((n, i) => $" + x * {n} / {i + 2}"))}};
            """;
    }
}
