using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.Generators.Placement;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Placement;

/// <summary>What an edit makes the placement generator do again.</summary>
public class PlacementIncrementalityTests
{
    private const int Classes = 100;

    [Fact]
    public void AnUnrelatedEditLeavesEveryOutputCached()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(TestCompilation.Parse("public class Unrelated { int f = 1; }", "Unrelated.cs")));
        var outputs = Outputs(driver);
        Assert.Equal(Classes + 2, outputs.Count);
        Assert.All(outputs.Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(Steps(driver, PlacementTrackingNames.Blocks), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.All(Steps(driver, PlacementTrackingNames.Joints), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void AnEditInsideABlocksOwnMethodsLeavesEveryOutputCached()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(Edit(compilation, "Block7", "RegisterComponents();", "RegisterComponents(); // changed"));
        Assert.All(Outputs(driver).Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void AnotherPlacementOfOneClassWritesThatClassAgainAndItsJointNewly()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(Edit(compilation, "Block7", "[PeriLN(", "[PreLN("));
        var changed = Outputs(driver).Where(o => o.Value != IncrementalStepRunReason.Cached).Select(o => o.Key).Order().ToArray();
        Assert.Equal(["NormGen.Generated.RMSNormPreJoint.g.cs", "Sample.Block7.Placement.g.cs"], changed);
    }

    [Fact]
    public void AClassThatComesOrGoesLeavesTheOthersCached()
    {
        var (driver, compilation) = Start();
        var added = TestCompilation.Parse(BlockSources.Block("[PeriLN(Norm = typeof(RMSNorm))]", "Another"), "Another.cs");
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(added));
        Assert.Equal(["Sample.Another.Placement.g.cs"], Outputs(driver).Where(o => o.Value != IncrementalStepRunReason.Cached).Select(o => o.Key));

        driver = driver.RunGenerators(compilation);
        var outputs = Outputs(driver);
        Assert.DoesNotContain("Sample.Another.Placement.g.cs", outputs.Keys);
        Assert.All(outputs.Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void ASublayersSignatureInAnotherFileCounts()
    {
        var (driver, compilation) = Start();
        var other = compilation.ReplaceSyntaxTree(
            compilation.SyntaxTrees.Single(t => t.FilePath == "Source1.cs"),
            TestCompilation.Parse(BlockSources.Sublayers.Replace("forward(Tensor tokens, Tensor mask)", "forward(Tensor tokens, Tensor veil)").Replace("tokens * mask", "tokens * veil"), "Source1.cs"));
        driver = driver.RunGenerators(other);
        Assert.All(Outputs(driver).Where(o => o.Key.StartsWith("Sample.", StringComparison.Ordinal)), o => Assert.Equal(IncrementalStepRunReason.Modified, o.Value));
    }

    [Fact]
    public void NothingOfAnOldCompilationIsKeptAlive()
    {
        var (driver, old) = RunOnTwoCompilations();
        for (var i = 0; i < 10 && old.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(old.IsAlive);
        GC.KeepAlive(driver);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver, WeakReference) RunOnTwoCompilations()
    {
        // In a frame of its own: locals of a debug build live to the end of their method.
        var (driver, compilation) = Start();
        return (driver.RunGenerators(Compilation()), new WeakReference(compilation));
    }

    private static (GeneratorDriver, CSharpCompilation) Start()
    {
        var compilation = Compilation();
        return (GeneratorRun.Driver(new PlacementGenerator()).RunGenerators(compilation), compilation);
    }

    private static CSharpCompilation Compilation() => TestCompilation.Create(
        [BlockSources.Sublayers, .. from i in Enumerable.Range(0, Classes) select BlockSources.Block("[PeriLN(Norm = typeof(RMSNorm))]", "Block" + i)]);

    private static CSharpCompilation Edit(CSharpCompilation compilation, string type, string text, string replacement)
    {
        var tree = compilation.SyntaxTrees.Single(t => t.ToString().Contains($"partial class {type} ", StringComparison.Ordinal));
        Assert.Contains(text, tree.ToString());
        return compilation.ReplaceSyntaxTree(tree, TestCompilation.Parse(tree.ToString().Replace(text, replacement), tree.FilePath));
    }

    private static Dictionary<string, IncrementalStepRunReason> Outputs(GeneratorDriver driver)
    {
        var result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs)
            .SelectMany(o => Files(o.Value).Select(file => (file, o.Reason)))
            .Where(o => o.Reason != IncrementalStepRunReason.Removed)
            .ToDictionary(o => o.file, o => o.Reason);
    }

    private static IEnumerable<string> Files(object output)
    {
        // The value of an output step is the pair of its sources and diagnostics; the sources carry their hint names.
        var sources = (System.Collections.IEnumerable)((ITuple)output)[0]!;
        foreach (var source in sources) yield return (string)source.GetType().GetProperty("HintName")!.GetValue(source)!;
    }

    private static IEnumerable<IncrementalStepRunReason> Steps(GeneratorDriver driver, string name)
        => driver.GetRunResult().Results.Single().TrackedSteps[name].SelectMany(s => s.Outputs).Select(o => o.Reason);
}
