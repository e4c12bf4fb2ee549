using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.Generators.Fused;
using NormGen.Generators.Placement;
using NormGen.Generators.Tests.Harness;
using NormGen.Generators.Tests.Placement;

namespace NormGen.Generators.Tests.Incremental;

/// <summary>Readings are kept across edits where nothing they depend on has changed, and only there: a driver that has seen an edit writes what a new one writes.</summary>
public class ReadingCacheTests
{
    private const string Formula = """
        namespace Inner;
        public static partial class N
        {
            /// <summary>S.</summary>
            [Fused(nameof(F))] public static partial Tensor M(Tensor x, [PerFeature] Tensor w);
            private static Tensor F(Tensor x, Tensor w) => Helper.Root(x) * w * Limits.Factor + Optional();
            private static double Optional(double value = Limits.Start) => value;
        }
        """;

    private const string Helper = "internal static class Helper { private static int calls; internal static Tensor Root(Tensor x) => x * rsqrt(x.square().mean([-1L], keepdim: true) + 1e-6); }";

    private const string Limits = "internal static class Limits { public const double Factor = 2; public const double Start = Factor / 4; }";

    private const string Unrelated = "internal static class Unrelated { private static int number = 1; private static int F() { return 1; } }";

    private const string OwnNorm = """
        public static partial class OwnFormulas
        {
            /// <summary>S.</summary>
            [Fused(nameof(F))] public static partial Tensor Own(Tensor x, [PerFeature] Tensor weight);
            private static Tensor F(Tensor x, Tensor weight) => x / (1 + x.abs().mean([-1L], keepdim: true)) * weight;
        }

        [NormFormula(typeof(OwnFormulas), "Own")]
        public sealed class OwnNorm : nn.Module<Tensor, Tensor>
        {
            public OwnNorm(long features) : base("OwnNorm") => weight = torch.ones(features);
            public Tensor weight { get; }
            public override Tensor forward(Tensor x) => OwnFormulas.Own(x, weight);
        }
        """;

    [Theory]
    [InlineData("class Unrelated", "return 1", "return 2")]
    [InlineData("class Unrelated", "number = 1", "number = 2")]
    [InlineData("class Unrelated", "{ private", "{ internal const int New = 1; private")]
    [InlineData("class Helper", "1e-6", "1e-5")]
    [InlineData("class Helper", "private static int calls;", "private static int calls = 3;")]
    [InlineData("class Limits", "Factor = 2", "Factor = 3")]
    [InlineData("class N", "Helper.Root(x)", "Helper.Root(w * x)")]
    public void AMethodIsWrittenAsANewDriverWritesIt(string file, string text, string replacement)
    {
        var compilation = TestCompilation.Create(Formula, Helper, Limits, Unrelated);
        var driver = GeneratorRun.Driver(new FusedGenerator()).RunGenerators(compilation);
        var after = compilation.Edit(file, text, replacement);
        AssertAsNew(driver.RunGenerators(after), new FusedGenerator(), after);
        AssertAsNew(driver.RunGenerators(after).RunGenerators(compilation), new FusedGenerator(), compilation);
    }

    [Theory]
    [InlineData("return 1", "return 2")]
    [InlineData("number = 1", "number = 2")]
    public void AnEditInsideAMemberElsewhereReadsNothingAgain(string text, string replacement)
    {
        var compilation = TestCompilation.Create([Helper, Limits, Unrelated, .. Enumerable.Range(0, 20).Select(i => Formula.Replace("class N", "class N" + i))]);
        var driver = GeneratorRun.Driver(new FusedGenerator()).RunGenerators(compilation);
        var (inside, driverAfter) = Allocated(driver, compilation.Edit("class Unrelated", text, replacement));
        var (declared, _) = Allocated(driverAfter, compilation.Edit("class Unrelated", "private static int F()", "private static int G()"));
        Assert.True(inside < declared / 3, $"{inside} bytes after an edit inside a member, {declared} after a new declaration, which must be read with.");
    }

    [Fact]
    public void AnotherMeaningOfANameIsReadThoughItsFileIsTheSame()
    {
        var compilation = TestCompilation.Create(Formula, Helper, Limits, Unrelated);
        var driver = GeneratorRun.Driver(new FusedGenerator()).RunGenerators(compilation);
        foreach (var nearer in (string[])["namespace Inner { internal static class Helper { internal static Tensor Root(Tensor x) => x * 5; } }", "namespace Inner { internal static class Limits { public const double Factor = 7, Start = 1; } }"])
        {
            var after = compilation.AddSyntaxTrees(TestCompilation.Parse(nearer, "Nearer.cs"));
            driver = driver.RunGenerators(after);
            Assert.NotEmpty(driver.Changed());
            AssertAsNew(driver, new FusedGenerator(), after);
        }
    }

    [Fact]
    public void AnotherReferenceIsReadThoughAllFilesAreTheSame()
    {
        var sources = new[] { Formula, Helper };
        CSharpCompilation With(string limits) => TestCompilation.Create(sources).WithAssemblyName("User").AddReferences(TestCompilation.Create(limits.Replace("internal", "public")).ToMetadataReference());
        var (two, three) = (With(Limits), With(Limits.Replace("Factor = 2", "Factor = 3")));
        three = two.ReplaceReference(two.References.Last(), three.References.Last());
        var driver = GeneratorRun.Driver(new FusedGenerator()).RunGenerators(two).RunGenerators(three);
        Assert.NotEmpty(driver.Changed());
        AssertAsNew(driver, new FusedGenerator(), three);
    }

    [Theory]
    [InlineData("class OwnFormulas", "(1 + x", "(2 + x")]
    [InlineData("class FeedForward", "2 * width", "3 * width")]
    [InlineData("class FeedForward", "forward(Tensor x)", "forward(Tensor x, Tensor mask)")]
    [InlineData("class OwnNorm", "weight { get; }", "weight { get; } public double eps => 1;")]
    public void ABlockIsWrittenAsANewDriverWritesIt(string file, string text, string replacement)
    {
        var compilation = TestCompilation.Create(BlockSources.Sublayers, OwnNorm, BlockSources.Block("[PeriLN(Norm = typeof(OwnNorm))]"));
        var driver = GeneratorRun.Driver(new PlacementGenerator()).RunGenerators(compilation);
        var after = compilation.Edit(file, text, replacement);
        AssertAsNew(driver.RunGenerators(after), new PlacementGenerator(), after);
        AssertAsNew(driver.RunGenerators(after).RunGenerators(compilation), new PlacementGenerator(), compilation);
    }

    private static (long Bytes, GeneratorDriver Driver) Allocated(GeneratorDriver driver, CSharpCompilation compilation)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        driver = driver.RunGenerators(compilation);
        return (GC.GetAllocatedBytesForCurrentThread() - before, driver);
    }

    private static void AssertAsNew(GeneratorDriver driver, IIncrementalGenerator generator, CSharpCompilation compilation)
        => Assert.Equal(Files(GeneratorRun.Driver(generator).RunGenerators(compilation)), Files(driver));

    private static Dictionary<string, string> Files(GeneratorDriver driver) => driver.GetRunResult().Results.Single().GeneratedSources.ToDictionary(s => s.HintName, s => s.SourceText.ToString());
}
