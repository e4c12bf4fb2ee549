using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<ConvertibleAnalyzer>;

public sealed class ConvertibleTests
{
    [Fact]
    public Task A_PreLN_model_is_found() => Verify.Findings(Net("[|Net|]"));

    [Theory]
    [InlineData("x + dropout.call(branch.call(norm.call(x)))")] // training would be another
    [InlineData("x + branch.call(norm.call(x)) + inner.call(x)")] // sees the mean
    [InlineData("last.call(x + branch.call(x))")] // Post-LN
    [InlineData("x + branch.call(functional.layer_norm(x, [4]))")] // a function cannot become another norm
    public Task Other_models_are_silent(string step) => Verify.Silence(Net(step: step));

    [Theory]
    [InlineData("[PreRMSNorm] ")]
    [InlineData("[CRMSNorm] ")]
    public Task One_that_asks_for_it_is_silent(string attribute) => Verify.Silence(attribute + Net(modifier: "partial "));

    [Fact]
    public Task A_block_is_silent() => Verify.Silence("""
        public class Block : Module<Tensor, Tensor>
        {
            readonly FusedLayerNorm norm = torch.nn.FusedLayerNorm(4);
            readonly Linear branch = Linear(4, 4);

            public Block() : base("Block") => RegisterComponents();

            public override Tensor forward(Tensor x) => x + branch.call(norm.call(x));
        }
        """);

    [Fact]
    public Task Norms_of_TorchSharp_are_silent() => Verify.Silence(Net(norms: "readonly LayerNorm norm = LayerNorm(4), last = LayerNorm(4); readonly FusedLayerNorm other = torch.nn.FusedLayerNorm(4);"));

    [Fact]
    public Task The_fix_adds_the_attribute_and_makes_the_class_partial()
        => Verify.Fix<AddPreRMSNormCodeFix>(Net("[|Net|]", open: "/// <summary>A model.</summary>\n"), Net("Net", open: "/// <summary>A model.</summary>\n[PreRMSNorm]\n", modifier: "partial "));

    [Fact]
    public Task The_fix_leaves_other_attributes()
        => Verify.Fix<AddPreRMSNormCodeFix>(Net("[|Net|]", open: "[System.Serializable]\n", modifier: "partial "), Net("Net", open: "[System.Serializable]\n[PreRMSNorm]\n", modifier: "partial "));

    private static string Net(string name = "Net", string step = "x + branch.call(norm.call(x))", string norms = "readonly FusedLayerNorm norm = torch.nn.FusedLayerNorm(4), last = torch.nn.FusedLayerNorm(4);", string open = "", string modifier = "") => $$"""
        {{open}}public {{modifier}}class {{name}} : Module<Tensor, Tensor>
        {
            readonly Embedding table = Embedding(8, 4);
            readonly Linear branch = Linear(4, 4), inner = Linear(4, 4), head = Linear(4, 8);
            {{norms}}
            readonly Dropout dropout = Dropout(0.1);

            public Net() : base("Net") => RegisterComponents();

            public override Tensor forward(Tensor tokens)
            {
                var x = table.call(tokens);
                x = {{step}};
                return head.call(last.call(x));
            }
        }
        """;
}
