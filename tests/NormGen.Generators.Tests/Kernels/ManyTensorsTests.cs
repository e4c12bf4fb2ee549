using NormGen.Generators.Fused;
using NormGen.Generators.Tests.Harness;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Formulas of more tensors than anybody needs.</summary>
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

    private static string Source(int perFeature)
    {
        var names = Enumerable.Range(0, perFeature).Select(i => "w" + i).ToList();
        return $$"""
            [Fused(nameof(ManyFormula))] internal static partial Tensor Many(Tensor x, {{string.Join(", ", names.Select(n => "[PerFeature] Tensor " + n))}});
            private static Tensor ManyFormula(Tensor x, {{string.Join(", ", names.Select(n => "Tensor " + n))}}) => x{{string.Concat(names.Select((n, i) => $" + x * {n} / {i + 2}"))}};
            """;
    }
}
