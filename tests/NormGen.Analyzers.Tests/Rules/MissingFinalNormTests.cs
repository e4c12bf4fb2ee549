using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<MissingFinalNormAnalyzer>;

public sealed class MissingFinalNormTests
{
    private static string Model(string forward, string block = "PreBlock", string made = "for (var i = 0; i < 4; i++) blocks.Add(new PreBlock());", string field = "", string extra = "") => Models.Blocks + $$"""
        class Net : Module<Tensor, Tensor>
        {
            readonly ModuleList<{{block}}> blocks = new();
            readonly Linear head;{{field}}

            public Net() : base("Net")
            {
                {{made}}
                head = Linear(8, 100);{{extra}}
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                foreach (var block in blocks) x = block.call(x);
                return {{forward}};
            }
        }
        """;

    [Fact]
    public Task A_stream_that_goes_into_the_head_as_it_is_is_found() => Verify.Findings(
        Model("{|#0:head.call(x)|}"),
        Verify.Finding("'head' takes the residual stream of the Pre-LN blocks 'blocks' as it is: nothing has normalized it; Pre-LN stacks have a norm between the last block and the head"));

    [Theory]
    [InlineData("[|head.call(x.mean([1]))|]")]
    [InlineData("functional.log_softmax([|head.call(functional.dropout(x[.., 0]))|], -1)")]
    public Task Pooling_and_dropout_in_between_count(string forward) => Verify.Findings(Model(forward));

    [Fact]
    public Task A_sequential_of_blocks_is_a_stack() => Verify.Findings(Models.Blocks + Models.Of("readonly Sequential blocks = Sequential(new PreBlock(), new PreBlock()); readonly Linear head = Linear(8, 2);", "[|head.call(blocks.call(x))|]"));

    [Theory]
    [InlineData("head.call(functional.layer_norm(x, [8]))")]
    [InlineData("x")] // no head here
    [InlineData("head.call(functional.gelu(x))")] // something else that nobody calls a head
    public Task A_norm_or_no_head_is_silent(string forward) => Verify.Findings(Model(forward));

    [Fact]
    public Task Post_norm_blocks_are_silent() => Verify.Findings(Model("head.call(x)", "PostBlock", "for (var i = 0; i < 4; i++) blocks.Add(new PostBlock());"));

    [Fact]
    public Task One_block_is_no_stack() => Verify.Findings(Models.Blocks + Models.Of("readonly PreBlock block = new(); readonly Linear head = Linear(8, 2);", "head.call(block.call(x))"));

    [Fact]
    public Task The_fix_adds_a_norm_of_the_heads_size() => Verify.Fix<FinalNormCodeFix>(
        Model("[|head.call(x)|]"),
        Model("head.call(final_norm.call(x))", field: "\n    readonly LayerNorm final_norm;", extra: "\n        final_norm = LayerNorm(8);"),
        fixAll: false);
}
