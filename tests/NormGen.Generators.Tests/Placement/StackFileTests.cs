using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Stacks;
using NormGen.Generators.Stacks;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Placement;

/// <summary>What is written for stacks, and what is said about those that cannot be.</summary>
public class StackFileTests
{
    [Fact]
    public void AStatedDepthMakesTwoLoopsWithConstantBounds()
    {
        var text = Run("[MixLN(alpha: 0.25, Norm = typeof(RMSNorm))]", "[BlockStack(Depth = 12)]").Files["Sample.Decoder.Stack.g.cs"];
        Assert.Contains("Post-LN in the first floor(0.25 · depth) = 3 blocks", text);
        Assert.Contains("for (var i = 0; i < 3; i++)", text);
        Assert.Contains("for (var i = 3; i < 12; i++)", text);
        Assert.Contains("this.blocks[i].ForwardPost(h, mask)", text);
        Assert.Contains("this.blocks[i].ForwardPre(h, mask)", text);
        Assert.DoesNotContain("IsPostLN ?", text);
    }

    [Fact]
    public void WithoutAStatedDepthBlocksAreCountedOnce()
    {
        var text = Run("[MixLN(PostLayers = 2, Norm = typeof(RMSNorm))]", "[BlockStack]").Files["Sample.Decoder.Stack.g.cs"];
        Assert.Contains("for (var i = 0; i < this.postLayers; i++)", text);
        Assert.Contains("for (var i = this.postLayers; i < this.stackDepth; i++)", text);
    }

    [Theory]
    [InlineData("[PreLN]", "[BlockStack]", true)]
    [InlineData("[PreLN]", "[BlockStack(FinalNorm = false)]", false)]
    [InlineData("[ScaledResidual(ResidualScale.ReZero)]", "[BlockStack]", false)]
    [InlineData("[ScaledResidual(ResidualScale.ReZero)]", "[BlockStack(FinalNorm = true)]", true)]
    public void BlocksWithoutNormsHaveNoneBehindThemUnlessItIsAskedFor(string block, string stack, bool hasNorm)
    {
        var run = Run(block, stack);
        var text = run.Files["Sample.Decoder.Stack.g.cs"];
        Assert.Equal(hasNorm, text.Contains("final_norm"));
        Assert.Equal(hasNorm, text.Contains("Makes the norms at the ends"));
        Assert.Empty(run.Problems.Where(p => p.Severity >= DiagnosticSeverity.Warning));
    }

    [Theory]
    [InlineData("[PeriLN(Norm = typeof(RMSNorm))]", "[BlockStack(EmbedNorm = true)]")]
    [InlineData("[MixLN(Fuse = false)]", "[BlockStack(Depth = 8)]")]
    public void OtherBlocksRunInOneLoopAndAreCalledSoThatTheirHooksFire(string block, string stack)
    {
        var run = Run(block, stack);
        Assert.Contains("this.blocks[i].call(h, mask)", run.Files["Sample.Decoder.Stack.g.cs"]);
        Assert.Empty(run.Problems.Where(p => p.Severity >= DiagnosticSeverity.Warning));
    }

    [Theory]
    [InlineData("[PreLN]", "[BlockStack(Depth = 0)]", "StackUnusable", "0")]
    [InlineData("[PreLN]", "[BlockStack(Depth = -3)]", "StackUnusable", "-3")]
    [InlineData("[MixLN(PostLayers = 5)]", "[BlockStack(Depth = 4)]", "ScheduleUnusable", "4")]
    [InlineData("[MixLN]", "[BlockStack(Depth = 3)]", "ScheduleDegenerate", "3")]
    [InlineData("[MixLN(1)]", "[BlockStack(Depth = 3)]", "ScheduleDegenerate", "3")]
    [InlineData("[PreLN]", "[BlockStack, PreLN]", "StackUnusable", "Decoder")]
    [InlineData("", "[BlockStack]", "StackUnusable", "Decoder")]
    public void AStackThatCannotBeIsSaidAtItsPlace(string block, string stack, string problem, string place)
    {
        var run = Run(block, stack);
        var complaints = StackReader.Read(run.Output.GetTypeByMetadataName("Sample.Decoder")!, run.Output, default)!.Complaints;
        var complaint = Assert.Single(complaints, c => c.Problem.ToString() == problem);
        Assert.Equal(place, complaint.Location.SourceTree!.GetText().ToString(complaint.Location.SourceSpan));
    }

    [Fact]
    public void TheHeadOfABlockWithAScheduleSaysWhichKernelsAreWhichPlacements()
    {
        var text = Run("[MixLN(alpha: 0.25, Norm = typeof(RMSNorm))]", "[BlockStack]").Files["Sample.Block.Placement.g.cs"];
        Assert.Contains("//   Post-LN: one kernel behind mixer:", text);
        Assert.Contains("//   Pre-LN: one kernel behind mixer:", text);
    }

    [Fact]
    public void SeveralListsAreSaid()
    {
        var run = Run("[PreLN]", "[BlockStack]", "private readonly ModuleList<Block> more = nn.ModuleList<Block>();");
        var complaint = Assert.Single(StackReader.Read(run.Output.GetTypeByMetadataName("Sample.Decoder")!, run.Output, default)!.Complaints);
        Assert.Equal(PlacementProblem.StackUnusable, complaint.Problem);
        Assert.Contains("'blocks', 'more'", complaint.Arguments[1]);
        Assert.Empty(run.Problems.Where(p => p.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void AnUnrelatedEditLeavesTheStackCached()
    {
        var compilation = TestCompilation.Create(Sources("[PreLN]", "[BlockStack]"));
        var driver = GeneratorRun.Driver(new StackGenerator()).RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(TestCompilation.Parse("public class Unrelated { int f = 1; }", "Unrelated.cs")));
        Assert.All(driver.Outputs().Values, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        driver = driver.RunGenerators(compilation.Edit("[BlockStack]", "[BlockStack]", "[BlockStack(EmbedNorm = true)]"));
        Assert.Equal(["Sample.Decoder.Stack.g.cs"], driver.Changed());
    }

    [Fact]
    public void NothingOfAnOldCompilationIsKeptAlive() => DriverSteps.AssertKeepsNothingOld(new StackGenerator(), () => TestCompilation.Create(Sources("[PreLN]", "[BlockStack]")));

    private static GeneratorRun Run(string block, string stack, string members = "") => BlockSources.Run(Sources(block, stack, members));

    private static string[] Sources(string block, string stack, string members = "")
    {
        var source = BlockSources.Block(block);
        return
        [
            BlockSources.Sublayers,
            block.Contains("ReZero") ? source.Replace("InitializeNorms(width)", "InitializeNorms()") : block.Contains("MixLN") ? source.Replace("InitializeNorms(width)", "InitializeNorms(width, 0, depth)") : block == "" ? source.Replace("InitializeNorms(width);", "").Replace("[Sublayer] ", "").Replace("public override partial Tensor forward(Tensor x, Tensor mask);", "public override Tensor forward(Tensor x, Tensor mask) => x;") : source,
            $$"""
            using System.Linq;
            using NormGen.Modules;
            using TorchSharp.Modules;

            namespace Sample;

            {{stack}}
            public partial class Decoder : nn.Module<Tensor, Tensor, Tensor>
            {
                private readonly ModuleList<Block> blocks;
                {{members}}

                public Decoder(long width, int depth) : base(nameof(Decoder))
                {
                    blocks = nn.ModuleList(Enumerable.Range(0, depth).Select(_ => new Block(width, depth)).ToArray());
                    InitializeNorms(width);
                    RegisterComponents();
                }

                public override partial Tensor forward(Tensor x, Tensor mask);
            }
            """,
        ];
    }
}
