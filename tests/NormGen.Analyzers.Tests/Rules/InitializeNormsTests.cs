using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class InitializeNormsTests
{
    [Fact]
    public Task The_call_is_inserted_before_RegisterComponents_with_the_size_that_all_sublayers_share() => Verify.Fix<InitializeNormsCodeFix>(
        Constructor("{|NG0002:Block|}", "int heads, long size", "mixer = new(size); feedForward = new(size); /* seen */\n        RegisterComponents();"),
        Constructor("Block", "int heads, long size", "mixer = new(size); feedForward = new(size); /* seen */\n        InitializeNorms(size);\n        RegisterComponents();"));

    [Fact]
    public Task The_depth_is_passed_where_the_scale_needs_it() => Verify.Fix<InitializeNormsCodeFix>(
        Constructor("{|NG0002:Block|}", "long width, int depth", "mixer = new(width); feedForward = new(width);\n        RegisterComponents();", "[PeriLN, ScaledResidual(ResidualScale.InverseBranches)]"),
        Constructor("Block", "long width, int depth", "mixer = new(width); feedForward = new(width);\n        InitializeNorms(width, depth);\n        RegisterComponents();", "[PeriLN, ScaledResidual(ResidualScale.InverseBranches)]"));

    [Fact]
    public Task Of_several_sizes_the_usual_name_decides() => Verify.Fix<InitializeNormsCodeFix>(
        Constructor("{|NG0002:Block|}", "int hidden_size, int heads", "RegisterComponents();"),
        Constructor("Block", "int hidden_size, int heads", "InitializeNorms(hidden_size);\n        RegisterComponents();"));

    [Fact]
    public Task An_expression_body_becomes_a_block() => Verify.Fix<InitializeNormsCodeFix>(
        Constructor("{|NG0002:Block|}", "long width", "RegisterComponents();").Replace("\n    {\n        RegisterComponents();\n    }", " => RegisterComponents();"),
        Constructor("Block", "long width", "InitializeNorms(width);\n        RegisterComponents();"));

    [Fact]
    public Task Both_rules_speak_where_both_calls_are_missing() => Verify.Fix<InitializeNormsCodeFix>(
        Constructor("{|NG0003:{|NG0002:Block|}|}", "long width", "mixer = new(width);"),
        Constructor("{|NG0003:Block|}", "long width", "mixer = new(width);\n        InitializeNorms(width);"));

    [Theory]
    [InlineData("long a, long b", "mixer = new(a); feedForward = new(b);")]
    [InlineData("", "")]
    [InlineData("string width", "")]
    public Task No_fix_is_offered_where_the_size_is_not_clear(string parameters, string body)
    {
        var source = Constructor("{|NG0002:Block|}", parameters, body + " RegisterComponents();");
        return Verify.Fix<InitializeNormsCodeFix>(source, source);
    }

    [Fact]
    public Task The_message_says_which_call() => Verify.Findings(
        Constructor("{|#0:Block|}", "long width, int depth", "RegisterComponents();", "[PreLN, ScaledResidual(ResidualScale.InverseSqrtBranches)]"),
        Verify<BlockAnalyzer>.Result("NG0002").WithLocation(0).WithMessage("'Block' never makes its norms: every constructor must call InitializeNorms(features, depth) before RegisterComponents()"));

    [Theory]
    [InlineData("ScaledResidual(ResidualScale.ReZero)", "makes the learned numbers of its residual branches", "")]
    [InlineData("ScaledResidual(ResidualScale.InverseBranches)", "sets the factor of its residual branches", "depth")]
    [InlineData("ScaledResidual(0.5)", "sets the factor of its residual branches", "")]
    public Task Of_a_block_without_norms_the_message_says_what_is_not_done(string attribute, string what, string arguments) => Verify.Findings(
        Constructor("{|#0:Block|}", "long width, int depth", "RegisterComponents();", $"[{attribute}]"),
        Verify<BlockAnalyzer>.Result("NG0002").WithLocation(0).WithMessage($"'Block' never {what}: every constructor must call InitializeNorms({arguments}) before RegisterComponents()"));

    [Fact]
    public Task A_factor_alone_need_not_be_set_before_the_registration() => Verify.Findings(
        Constructor("Block", "long width, int depth", "RegisterComponents(); InitializeNorms(depth);", "[ScaledResidual(ResidualScale.InverseBranches)]"));

    [Theory]
    [InlineData("InitializeNorms(width); RegisterComponents();")]
    [InlineData("this.InitializeNorms(width); base.RegisterComponents();")]
    [InlineData("Prepare(width); RegisterComponents(); } private void Prepare(long width) { InitializeNorms(width);")]
    [InlineData("InitializeNorms(width); RegisterComponents(); } public Block() : this(4) {")]
    public Task A_constructor_that_makes_its_norms_is_fine(string body) => Verify.Findings(Constructor("Block", "long width", body));

    [Fact]
    public Task A_class_without_a_constructor_is_found_on_its_name() => Verify.Findings(Blocks.Sublayers + """
        [PreLN]
        public partial class {|NG0002:Block|} : Module<Tensor, Tensor>
        {
            [Sublayer] private readonly FeedForward feedForward;
            public override partial Tensor forward(Tensor x);
        }
        """);

    [Fact]
    public Task A_class_that_is_not_annotated_is_none_of_its_business() => Verify.Findings("public class Block : Module<Tensor, Tensor> { public Block() : base(\"\") { } public override Tensor forward(Tensor x) => x; }");

    private static string Constructor(string name, string parameters, string body, string attributes = "[PeriLN]") => Blocks.Sublayers + $$"""
        {{attributes}}
        public partial class Block : Module<Tensor, Tensor, Tensor>
        {
            [Sublayer] private readonly Mixer mixer;
            [Sublayer] private readonly FeedForward feedForward;

            public {{name}}({{parameters}}) : base("")
            {
                {{body}}
            }

            public override partial Tensor forward(Tensor x, Tensor mask);
        }
        """;
}
