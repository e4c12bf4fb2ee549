using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class BlockShapeTests
{
    private const string Sublayer = "[Sublayer] private readonly FeedForward feedForward;";

    [Fact]
    public Task A_missing_forward_is_declared() => Verify.Fix<DeclareForwardCodeFix>(
        Blocks.Of(Sublayer, forward: "").Replace("class Block", "class {|NG0006:Block|}").Replace("\n\n    \n}", "\n}"),
        Blocks.Of(Sublayer));

    [Fact]
    public Task A_missing_forward_gets_the_names_of_the_sublayers_arguments() => Verify.Fix<DeclareForwardCodeFix>(
        Blocks.Of("[Sublayer] private readonly Mixer mixer;", module: "Module<Tensor, Tensor, Tensor>", forward: "").Replace("class Block", "class {|NG0006:Block|}").Replace("\n\n    \n}", "\n}"),
        Blocks.Of("[Sublayer] private readonly Mixer mixer;", module: "Module<Tensor, Tensor, Tensor>", forward: "public override partial Tensor forward(Tensor x, Tensor mask);"));

    [Fact]
    public Task A_forward_without_a_body_becomes_partial() => Verify.Fix<DeclareForwardCodeFix>(
        Blocks.Of(Sublayer, forward: "public override Tensor {|NG0006:forward|}(Tensor x);"),
        Blocks.Of(Sublayer, forward: "public override partial Tensor forward(Tensor x);"));

    [Theory]
    [InlineData("public override Tensor {|NG0006:forward|}(Tensor x) => x;")]
    [InlineData("public override partial Tensor {|NG0006:forward|}(Tensor x); public override partial Tensor forward(Tensor x) => x;")]
    public Task A_forward_with_a_body_is_found_and_never_thrown_away(string forward)
    {
        var source = Blocks.Of(Sublayer, forward: forward);
        return Verify.Fix<DeclareForwardCodeFix>(source, source);
    }

    [Theory]
    [InlineData("public override partial Tensor {|NG0006:forward|}(Tensor? x);", "Module<Tensor?, Tensor>")]
    [InlineData("public override partial Tensor {|NG0006:forward|}(int x);", "Module<int, Tensor>")]
    [InlineData("public override partial int {|NG0006:forward|}(Tensor x);", "Module<Tensor, int>")]
    [InlineData("public partial Tensor {|NG0006:forward|}(ref Tensor x);", "Module")]
    [InlineData("public static partial Tensor {|NG0006:forward|}(Tensor x);", "Module")]
    [InlineData("public partial Tensor {|NG0006:forward|}<T>(Tensor x);", "Module")]
    [InlineData("public partial Tensor {|NG0006:forward|}();", "Module")]
    public Task A_forward_that_is_no_function_of_the_stream_is_found(string forward, string module) => Verify.Findings("#nullable enable\n" + Blocks.Of(Sublayer, module: module, forward: forward));

    [Theory]
    [InlineData("[Sublayer] private static FeedForward {|NG0006:branch|};")]
    [InlineData("[Sublayer] private int {|NG0006:branch|};")]
    [InlineData("[Sublayer] private LSTM {|NG0006:branch|};")]
    [InlineData("[Sublayer] public FeedForward {|NG0006:Branch|} { set { } }")]
    [InlineData("#nullable enable\n[Sublayer] private FeedForward? {|NG0006:branch|};")]
    public Task A_sublayer_that_cannot_be_called_is_found_on_its_name(string member) => Verify.Findings(Blocks.Of(member));

    [Fact]
    public Task A_block_without_sublayers_is_found() => Verify.Findings(Blocks.Of("private readonly FeedForward feedForward;").Replace("class Block", "class {|NG0006:Block|}"));

    [Fact]
    public Task A_class_that_is_no_module_is_found_once() => Verify.Findings(
        "[PreLN] public partial class {|#0:Block|} { [Sublayer] private readonly Linear a; public partial Tensor forward(Tensor x); }",
        Verify<BlockAnalyzer>.Result("NG0006").WithLocation(0).WithMessage("'Block' must derive from torch.nn.Module<Tensor, Tensor>, or from one with more arguments"));

    [Fact]
    public Task A_second_placement_is_found_where_it_stands() => Verify.Findings(
        Blocks.Of(Sublayer, attributes: "[PreLN, {|#0:PostLN|}]"),
        Verify<BlockAnalyzer>.Result("NG0006").WithLocation(0).WithMessage("'Block' has [PreLN], [PostLN]: its norms can stand in one way only"));

    [Fact]
    public Task A_class_local_to_its_file_is_found() => Verify.Findings(Blocks.Of(Sublayer).Replace("public partial class Block", "file partial class {|NG0006:Block|}"));

    [Fact]
    public Task A_sublayer_in_a_class_without_a_placement_does_nothing_and_is_found() => Verify.Findings(
        "public class Model { [{|#0:Sublayer|}] private readonly Linear branch; }",
        Verify<BlockAnalyzer>.Result("NG0006").WithLocation(0).WithMessage("[Sublayer] on 'branch' does nothing: 'Model' has no placement attribute, such as [PreLN] or [PeriLN]"));

    [Fact]
    public Task A_class_that_is_not_partial_is_left_to_NG0001() => Verify.Findings(Blocks.Of(Sublayer).Replace("partial class", "class"));

    [Theory]
    [InlineData("[Sublayer] private readonly FeedForward feedForward;", "Missing")]
    [InlineData("[Sublayer] private readonly FeedForward feedForward;", "Module<Missing, Tensor>")]
    [InlineData("[Sublayer] private readonly Missing feedForward;", "Module<Tensor, Tensor>")]
    [InlineData("[Sublayer] public FeedForward FeedForward { get; }", "Module<Tensor, Tensor>")]
    [InlineData("[field: Sublayer] public FeedForward FeedForward { get; }", "Module<Tensor, Tensor>")]
    public Task Blocks_that_fit_and_types_that_the_compiler_misses_are_fine(string member, string module) => Verify.Findings(Blocks.Of(member, module: module));
}
