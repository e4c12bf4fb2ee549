using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class RegistrationOrderTests
{
    [Fact]
    public Task A_missing_call_is_added_at_the_end() => Verify.Fix<RegisterComponentsCodeFix>(
        Constructor("{|NG0003:Block|}", "InitializeNorms(width);\n        feedForward.eval();"),
        Constructor("Block", "InitializeNorms(width);\n        feedForward.eval();\n        RegisterComponents();"));

    [Fact]
    public Task A_call_too_early_moves_behind_the_norms() => Verify.Fix<RegisterComponentsCodeFix>(
        Constructor("Block", "{|NG0003:RegisterComponents()|};\n        InitializeNorms(width);\n        feedForward.eval();"),
        Constructor("Block", "InitializeNorms(width);\n        RegisterComponents();\n        feedForward.eval();"));

    [Fact]
    public Task A_call_inside_a_method_is_found_and_left_where_it_is()
    {
        var source = Constructor("Block", "{|NG0003:Register()|};\n        InitializeNorms(width);").Replace("    public override", "    private void Register() => RegisterComponents();\n\n    public override");
        return Verify.Fix<RegisterComponentsCodeFix>(source, source);
    }

    [Fact]
    public Task The_messages_say_what_is_lost() => Verify.Findings(
        Constructor("Block", "{|#0:RegisterComponents()|};\n        InitializeNorms(width);"),
        Verify<BlockAnalyzer>.Result("NG0003").WithLocation(0).WithMessage("'Block' calls RegisterComponents() before InitializeNorms: the norms are not registered, so they are not saved, moved or trained"));

    [Fact]
    public Task The_right_order_is_fine() => Verify.Findings(Constructor("Block", "InitializeNorms(width);\n        RegisterComponents();"));

    private static string Constructor(string name, string body) => Blocks.Sublayers + $$"""
        [PeriLN]
        public partial class Block : Module<Tensor, Tensor>
        {
            [Sublayer] private readonly FeedForward feedForward;

            public {{name}}(long width) : base("")
            {
                feedForward = new(width);
                {{body}}
            }

            public override partial Tensor forward(Tensor x);
        }
        """;
}
