using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class BlockStackTests
{
    private const string Feed = "[Sublayer] private readonly FeedForward feedForward;";

    [Theory]
    [InlineData("[MixLN({|#0:1.5|})]", "The schedule of 'Block' cannot be: the part of the blocks that is Post-LN must be a number from 0 to 1, and it is 1.5")]
    [InlineData("[MixLN(PostLayers = {|#0:-4|})]", "The schedule of 'Block' cannot be: the number of Post-LN blocks must be zero or more, and it is -4")]
    public Task A_schedule_that_cannot_be_is_found_on_its_number(string attribute, string message) => Verify.Findings(
        Blocks.Of(Feed, attribute).Replace("InitializeNorms(4)", "InitializeNorms(4, 0, 1)"),
        Verify.Result("NG0016").WithLocation(0).WithMessage(message));

    [Theory]
    [InlineData("[MixLN(PostLayers = 6)]", "Depth = {|#0:4|}", "The schedule of 'Decoder' cannot be: a schedule with 6 Post-LN blocks needs a stack of as many or more, and it is 4")]
    [InlineData("[PeriLN]", "Depth = {|#0:0|}", "'Decoder' cannot be a stack: Depth is 0, and a stack has one block or more")]
    public Task A_depth_that_does_not_fit_is_found(string block, string stack, string message) => Verify.Findings(
        Blocks.Of(Feed, block) + Stack(stack),
        Verify.Result("NG0016").WithLocation(0).WithMessage(message));

    [Fact]
    public Task A_stack_without_blocks_is_found() => Verify.Findings(
        Stack("").Replace("ModuleList<Block>", "ModuleList<FeedForward>").Replace("class Decoder", "class {|#0:Decoder|}") + Blocks.Sublayers,
        Verify.Result("NG0016").WithLocation(0).WithMessage("'Decoder' cannot be a stack: it has no ModuleList of blocks with a placement attribute"));

    [Theory]
    [InlineData("[MixLN]", "Depth = {|#0:3|}", "All 3 blocks of 'Decoder' are Pre-LN: the schedule of [MixLN] chooses nothing at this depth")]
    [InlineData("[MixLN(PostLayers = 3)]", "Depth = {|#0:3|}", "All 3 blocks of 'Decoder' are Post-LN: the schedule of [MixLN] chooses nothing at this depth")]
    public Task A_schedule_that_chooses_nothing_is_said(string block, string stack, string message) => Verify.Findings(
        Blocks.Of(Feed, block) + Stack(stack),
        Verify.Result("NG0017", DiagnosticSeverity.Info).WithLocation(0).WithMessage(message));

    [Theory]
    [InlineData("[MixLN]", "Depth = 4")]
    [InlineData("[MixLN]", "")]
    [InlineData("[PeriLN]", "EmbedNorm = true, Depth = 1")]
    public Task A_stack_that_fits_is_fine(string block, string stack) => Verify.Findings(Blocks.Of(Feed, block) + Stack(stack));

    [Fact]
    public Task A_stack_that_does_not_make_its_norms_is_found() => Verify.Findings(
        Blocks.Of(Feed) + Stack("").Replace("InitializeNorms(4); ", "").Replace("public Decoder()", "public {|#0:Decoder|}()"),
        Verify.Result("NG0002").WithLocation(0).WithMessage("'Decoder' never makes its norms: every constructor must call InitializeNorms(features) before RegisterComponents()"));

    [Fact]
    public Task Records_of_a_class_without_a_placement_are_found() => Verify.Findings(
        "[{|#0:RecordNorms|}] public class Model;",
        Verify.Result("NG0019").WithLocation(0).WithMessage("[RecordNorms] does nothing on 'Model', which has no placement attribute: its forward is not generated"));

    [Fact]
    public Task The_fix_removes_an_attribute_that_records_nothing() => Verify.FixThatBuilds<RemoveAttributeCodeFix>("[{|NG0019:RecordNorms|}]\npublic class Model;", "public class Model;");

    private static string Stack(string arguments) => $$"""

        [BlockStack({{arguments}})]
        public partial class Decoder : Module<Tensor, Tensor>
        {
            private readonly TorchSharp.Modules.ModuleList<Block> blocks;
            public Decoder() : base("") { blocks = new(); InitializeNorms(4); RegisterComponents(); }
            public override partial Tensor forward(Tensor x);
        }
        """;
}
