using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.Generators.Fused;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Fused;

/// <summary>What an edit makes the generator of fused methods do again.</summary>
public class FusedIncrementalityTests
{
    private const int Methods = 100;

    private const string Helper = "internal static class Helper { internal static Tensor Root(Tensor x) => x * rsqrt(x.square().mean([-1L], keepdim: true) + 1e-6); }";

    [Fact]
    public void AnUnrelatedEditLeavesEveryOutputCached()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(TestCompilation.Parse("public class Unrelated { int f = 1; }", "Unrelated.cs")));
        Assert.Equal(Methods, driver.Outputs().Count);
        Assert.All(driver.Outputs().Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(driver.Steps(FusedTrackingNames.Write), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    [Fact]
    public void ACommentInTheFileLeavesEveryOutputCached()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.Edit("class N7 ", "{", "{ // a comment\n"));
        Assert.All(driver.Outputs().Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void AnotherBodyWritesThatMethodAgain()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.Edit("class N7 ", "* w + 7", "* w - 7"));
        Assert.Equal(["N7.M.g.cs"], driver.Changed());
    }

    [Fact]
    public void AHelpersBodyInAnotherFileWritesThoseThatInlineItAgain()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.Edit("class Helper", "1e-6", "1e-5"));
        Assert.Equal(Methods / 2, driver.Changed().Length);
        Assert.All(driver.Changed(), file => Assert.True(int.Parse(file[1..file.IndexOf('.')], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0));
        Assert.All(driver.Outputs().Values, reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Modified));
    }

    [Fact]
    public void AMethodThatComesOrGoesLeavesTheOthersCached()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(TestCompilation.Parse(Source(1000), "Another.cs")));
        Assert.Equal(["N1000.M.g.cs"], driver.Changed());
        driver = driver.RunGenerators(compilation);
        Assert.Empty(driver.Changed());
        Assert.Equal(Methods, driver.Outputs().Count);
    }

    [Fact]
    public void NothingOfAnOldCompilationIsKeptAlive() => DriverSteps.AssertKeepsNothingOld(new FusedGenerator(), Compilation);

    private static (GeneratorDriver, CSharpCompilation) Start()
    {
        var compilation = Compilation();
        return (GeneratorRun.Driver(new FusedGenerator()).RunGenerators(compilation), compilation);
    }

    private static CSharpCompilation Compilation() => TestCompilation.Create([Helper, .. Enumerable.Range(0, Methods).Select(Source)]);

    private static string Source(int i) => $$"""
        public static partial class N{{i}} {
            /// <summary>S.</summary>
            [Fused(nameof(F))] public static partial Tensor M(Tensor x, [PerFeature] Tensor w);
            private static Tensor F(Tensor x, Tensor w) => {{(i % 2 == 0 ? "Helper.Root(x)" : "x.square()")}} * w + {{i}};
        }
        """;
}
