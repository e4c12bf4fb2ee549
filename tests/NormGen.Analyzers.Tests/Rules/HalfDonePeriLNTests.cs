using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<HalfDonePeriLNAnalyzer>;

public sealed class HalfDonePeriLNTests
{
    private static string Block(string forward) => Models.Blocks + Models.Of("readonly Attention attention = new(); readonly FeedForward mlp = new(); readonly LayerNorm norm1 = LayerNorm(8), norm2 = LayerNorm(8), norm3 = LayerNorm(8), norm4 = LayerNorm(8); readonly bool peri;", forward, "Block");

    [Fact]
    public Task A_norm_on_the_output_of_one_branch_is_found_at_the_other() => Verify.Findings(
        Block("x = x + norm2.call(attention.call(norm1.call(x))); return x + {|#0:mlp.call(norm3.call(x))|};"),
        Verify.Finding("The branch that ends in 'mlp' has no norm on its output, the one that ends in 'norm2' has: the branch without decides how the stream grows, and the norm on the other one gains nothing"));

    [Fact]
    public Task Dropout_and_factors_in_between_do_not_hide_it() => Verify.Findings(Block("x = x + functional.dropout([|attention.call(norm1.call(x))|]); return x + norm4.call(mlp.call(norm3.call(x))) * 0.5;"));

    [Theory]
    [InlineData("x = x + norm2.call(attention.call(norm1.call(x))); return x + norm4.call(mlp.call(norm3.call(x)));")] // Peri-LN
    [InlineData("x = x + attention.call(norm1.call(x)); return x + mlp.call(norm3.call(x));")] // Pre-LN
    [InlineData("x = x + norm2.call(attention.call(norm1.call(x))); var h = mlp.call(norm3.call(x)); if (peri) h = norm4.call(h); return x + h;")] // an arm of a flag
    [InlineData("x = x + norm2.call(attention.call(norm1.call(x))); return norm4.call(x + mlp.call(norm3.call(x)));")] // on the stream
    [InlineData("x = x + norm2.call(attention.call(norm1.call(x))); return x + mlp.call(x);")] // no norm before
    public Task Whole_and_switched_placements_are_silent(string forward) => Verify.Findings(Block(forward));

    [Theory]
    [InlineData("x + [|mlp.call(norm3.call(x))|]", "x + mlp_norm_out.call(mlp.call(norm3.call(x)))")]
    [InlineData("x + functional.dropout([|mlp.call(norm3.call(x))|])", "x + functional.dropout(mlp_norm_out.call(mlp.call(norm3.call(x))))")]
    public Task The_fix_adds_the_norm_as_the_other_one_is(string before, string after)
        => Verify.FixWithoutAll<OutputNormCodeFix>(Lines(before), Lines(after, "\n    private readonly LayerNorm mlp_norm_out;", "\n        mlp_norm_out = LayerNorm(width, eps: 1e-6);"));

    [Fact]
    public Task A_branch_that_something_else_reads_too_is_left()
    {
        var source = Lines("x + h", "", "", "var h = [|mlp.call(norm3.call(x))|]; h_norm = h; ", "\n    private Tensor h_norm;");
        return Verify.FixWithoutAll<OutputNormCodeFix>(source, source);
    }

    private static string Lines(string result, string field = "", string made = "", string before = "", string more = "") => Models.Blocks + $$"""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Attention attention = new();
            private readonly FeedForward mlp = new();
            private readonly LayerNorm norm1, norm2, norm3;{{field}}{{more}}

            public Block(int width) : base("Block")
            {
                norm1 = LayerNorm(width);
                norm2 = LayerNorm(width, eps: 1e-6);{{made}}
                norm3 = LayerNorm(width);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                x = x + norm2.call(attention.call(norm1.call(x)));
                {{before}}return {{result}};
            }
        }
        """;
}
