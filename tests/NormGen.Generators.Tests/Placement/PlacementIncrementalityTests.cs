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
        var outputs = driver.Outputs();
        Assert.Equal(Classes + 2, outputs.Count);
        Assert.All(outputs.Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(driver.Steps(PlacementTrackingNames.Blocks), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.All(driver.Steps(PlacementTrackingNames.Joints), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void AnEditInsideABlocksOwnMethodsLeavesEveryOutputCached()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.Edit("partial class Block7 ", "RegisterComponents();", "RegisterComponents(); // changed"));
        Assert.All(driver.Outputs().Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void AnotherPlacementOfOneClassWritesThatClassAgainAndItsJointNewly()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.Edit("partial class Block7 ", "[PeriLN(", "[PreLN("));
        var changed = driver.Outputs().Where(o => o.Value != IncrementalStepRunReason.Cached).Select(o => o.Key).Order().ToArray();
        Assert.Equal(["NormGen.Generated.RMSNormPreJoint.g.cs", "Sample.Block7.Placement.g.cs"], changed);
    }

    [Fact]
    public void AClassThatComesOrGoesLeavesTheOthersCached()
    {
        var (driver, compilation) = Start();
        var added = TestCompilation.Parse(BlockSources.Block("[PeriLN(Norm = typeof(RMSNorm))]", "Another"), "Another.cs");
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(added));
        Assert.Equal(["Sample.Another.Placement.g.cs"], driver.Outputs().Where(o => o.Value != IncrementalStepRunReason.Cached).Select(o => o.Key));

        driver = driver.RunGenerators(compilation);
        var outputs = driver.Outputs();
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
        Assert.All(driver.Outputs().Where(o => o.Key.StartsWith("Sample.", StringComparison.Ordinal)), o => Assert.Equal(IncrementalStepRunReason.Modified, o.Value));
    }

    [Fact]
    public void WhatASublayerClosesWithCountsAndTheRestOfItsConstructorDoesNot()
    {
        const string Ended = """
            using NormGen.Modules;
            using TorchSharp.Modules;

            namespace Sample;

            [PreLN(Norm = typeof(RMSNorm))]
            public partial class Ended : nn.Module<Tensor, Tensor>
            {
                [Sublayer] private readonly Sequential mlp;
                public Ended() : base("") { mlp = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.1)); InitializeNorms(8); RegisterComponents(); }
                public override partial Tensor forward(Tensor x);
            }
            """;
        var compilation = Compilation().AddSyntaxTrees(TestCompilation.Parse(Ended, "Ended.cs"));
        var driver = GeneratorRun.Driver(new PlacementGenerator()).RunGenerators(compilation);

        driver = driver.RunGenerators(compilation.AddSyntaxTrees(TestCompilation.Parse("public class Unrelated;", "Unrelated.cs")));
        Assert.All(driver.Outputs().Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        driver = driver.RunGenerators(compilation.Edit("partial class Ended ", "nn.Dropout(0.1)", "nn.Dropout(0.2)"));
        Assert.All(driver.Outputs().Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        driver = driver.RunGenerators(compilation.Edit("partial class Ended ", ", nn.Dropout(0.1)", ""));
        Assert.Equal(["Sample.Ended.Placement.g.cs"], driver.Changed());
    }

    [Fact]
    public void NothingOfAnOldCompilationIsKeptAlive() => DriverSteps.AssertKeepsNothingOld(new PlacementGenerator(), Compilation);

    private static (GeneratorDriver, CSharpCompilation) Start()
    {
        var compilation = Compilation();
        return (GeneratorRun.Driver(new PlacementGenerator()).RunGenerators(compilation), compilation);
    }

    private static CSharpCompilation Compilation() => TestCompilation.Create(
        [BlockSources.Sublayers, .. from i in Enumerable.Range(0, Classes) select BlockSources.Block("[PeriLN(Norm = typeof(RMSNorm))]", "Block" + i)]);
}
