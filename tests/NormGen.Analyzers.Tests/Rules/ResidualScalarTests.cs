using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<ResidualScalarAnalyzer>;

/// <summary>NG0023, NG1020 and NG1021.</summary>
public sealed class ResidualScalarTests
{
    private static string Branch(string members, string forward, string constructor = "") => $$"""
        public sealed class Branch : Module<Tensor, Tensor>
        {
            readonly Linear up = Linear(4, 8), down = Linear(8, 4);
            {{members}}
            public Branch() : base("") { {{constructor}} RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{forward}};
        }

        """;

    private static string Block(string attributes, string call, string sublayer = "branch") => Blocks.Of($"[Sublayer] private readonly Branch {sublayer} = new();", attributes).Replace("InitializeNorms(4)", call);

    [Theory]
    [InlineData("readonly Parameter gate = Parameter(ones(1));", "gate * down.call(up.call(x).relu())", "'gate'")]
    [InlineData("readonly Parameter gate = Parameter(torch.tensor(0.5));", "functional.dropout(down.call(up.call(x).relu()).mul(gate))", "'gate'")]
    [InlineData("", "down.call(up.call(x).relu()) * 0.5", "a constant")]
    public Task A_number_before_an_output_norm_is_found(string members, string forward, string number) => Verify.Findings(
        Branch(members, forward) + Block("[PeriLN]", "InitializeNorms(4)", "{|#0:branch|}"),
        Verify<ResidualScalarAnalyzer>.Result("NG0023").WithLocation(0).WithMessage($"'branch' is multiplied by {number} directly before its output norm, which takes any factor away: x + Norm(s · f(x)) = x + Norm(f(x)), and s gets no gradient; scale behind the norm, by [ScaledResidual] or [Sublayer(Scale = ..)]"));

    [Theory]
    [InlineData("[PreLN]", "readonly Parameter gate = Parameter(ones(1));", "gate * down.call(up.call(x).relu())")] // no output norm
    [InlineData("[PeriLN]", "readonly Parameter gate = Parameter(ones(4));", "gate * down.call(up.call(x).relu())")] // one number a feature
    [InlineData("[PeriLN]", "readonly Parameter gate = Parameter(ones(1));", "down.call(gate * up.call(x).relu())")] // inside
    [InlineData("[PeriLN]", "", "down.call(up.call(x).relu()) + 0.5")]
    public Task Other_numbers_are_fine(string attributes, string members, string forward) => Verify.Silence(Branch(members, forward) + Block(attributes, "InitializeNorms(4)"));

    [Theory]
    [InlineData("[ScaledResidual(ResidualScale.SkipInit)]", "init.zeros_(down.weight); init.zeros_(down.bias);", "branch_alpha")]
    [InlineData("[ScaledResidual(ResidualScale.ReZero)]", "down.weight!.zero_(); init.constant_(down.bias!, 0);", "resweight")]
    public Task A_zero_factor_over_a_zero_layer_is_found(string attributes, string constructor, string gate) => Verify.Findings(
        Branch("", "down.call(up.call(x).relu())", constructor) + Block(attributes, "InitializeNorms()").Replace("class Block", "class {|#0:Block|}"),
        Verify<ResidualScalarAnalyzer>.Result("NG1020").WithLocation(0).WithMessage($"The branch of '{gate}' never trains: its factor begins at 0, and so does 'branch.down.weight', which makes its output, so that the gradient of each is 0 for ever; let one of them begin elsewhere"));

    [Fact]
    public Task So_is_one_that_is_written_by_hand() => Verify.Findings(
        """
        public class Block : Module<Tensor, Tensor>
        {
            readonly Linear up = Linear(4, 8), down = Linear(8, 4, hasBias: false);
            readonly Parameter {|#0:alpha|} = Parameter(zeros(1));
            public Block() : base("") { init.zeros_(down.weight); RegisterComponents(); }
            public override Tensor forward(Tensor x) => x + alpha * functional.dropout(down.call(up.call(x).relu()));
        }
        """,
        Verify<ResidualScalarAnalyzer>.Result("NG1020").WithLocation(0).WithMessage("The branch of 'alpha' never trains: its factor begins at 0, and so does 'down.weight', which makes its output, so that the gradient of each is 0 for ever; let one of them begin elsewhere"));

    [Theory]
    [InlineData("[ScaledResidual(ResidualScale.SkipInit)]", "init.zeros_(down.weight);")] // the bias trains
    [InlineData("[ScaledResidual(ResidualScale.SkipInit, StartAtInverseSqrtBranches = true, Depth = 4)]", "init.zeros_(down.weight); init.zeros_(down.bias);")]
    [InlineData("[ScaledResidual(ResidualScale.ReZero)]", "init.zeros_(up.weight); init.zeros_(down.bias);")]
    [InlineData("[ScaledResidual(ResidualScale.ReZero)]", "init.zeros_(down.weight); init.zeros_(down.bias); init.normal_(down.weight, 0, 0.1);")]
    [InlineData("[ScaledResidual(0.5)]", "init.zeros_(down.weight); init.zeros_(down.bias);")]
    [InlineData("[ScaledResidual(ResidualScale.Fixup, Depth = 2)]", "")]
    public Task One_of_both_is_fine(string attributes, string constructor) => Verify.Silence(Branch("", "down.call(up.call(x).relu())", constructor) + Block(attributes, "InitializeNorms()"));

    [Theory]
    [InlineData("[PreLN, ScaledResidual(ResidualScale.InverseSqrtBranches, Depth = 6)]", "InitializeNorms(4)", "InverseSqrtBranches")]
    [InlineData("[ScaledResidual(ResidualScale.SkipInit)]", "InitializeNorms()", "SkipInit")]
    public Task Weights_made_small_by_the_depth_under_a_rule_that_does_so_are_found(string attributes, string call, string rule) => Verify.Findings(
        Branch("", "down.call(up.call(x).relu())", "{|#0:init.normal_(down.weight!, 0, 0.02 / Math.Sqrt(2 * 6))|};") + Block(attributes, call),
        Verify<ResidualScalarAnalyzer>.Result("NG1021", DiagnosticSeverity.Info).WithLocation(0).WithMessage($"'branch.down.weight' begins smaller by the root of the depth, as in GPT-2, and {rule} scales the branch that it makes besides: one of the two is enough"));

    [Theory]
    [InlineData("[PreLN]", "InitializeNorms(4)", "init.normal_(down.weight!, 0, 0.02 / Math.Sqrt(2 * 6));")]
    [InlineData("[PreLN, ScaledResidual(0.5)]", "InitializeNorms(4)", "init.normal_(down.weight!, 0, 0.02 / Math.Sqrt(2 * 6));")]
    [InlineData("[PreLN, ScaledResidual(ResidualScale.InverseBranches, Depth = 6)]", "InitializeNorms(4)", "init.normal_(up.weight!, 0, 0.02 / Math.Sqrt(2 * 6));")]
    [InlineData("[PreLN, ScaledResidual(ResidualScale.InverseBranches, Depth = 6)]", "InitializeNorms(4)", "init.normal_(down.weight!, 0, 0.02);")]
    public Task Once_is_fine(string attributes, string call, string constructor) => Verify.Silence(Branch("", "down.call(up.call(x).relu())", constructor) + Block(attributes, call));

    [Theory]
    [InlineData("readonly Parameter {|NG1020:alpha|} = Parameter(zeros(1));", "", "readonly Parameter alpha = Parameter(ones(1));", "")]
    [InlineData("readonly Parameter {|NG1020:alpha|};", "alpha = Parameter(torch.zeros(1)); ", "readonly Parameter alpha;", "alpha = Parameter(torch.ones(1)); ")]
    public Task A_fix_lets_the_factor_begin_at_one(string member, string constructor, string fixedMember, string fixedConstructor) => Verify.FixWithoutAll<FactorFromOneCodeFix>(Gated(member, constructor), Gated(fixedMember, fixedConstructor));

    private static string Gated(string member, string constructor) => $$"""
        public class Block : Module<Tensor, Tensor>
        {
            readonly Linear up = Linear(4, 8), down = Linear(8, 4, hasBias: false);
            {{member}}
            public Block() : base("") { {{constructor}}init.zeros_(down.weight); RegisterComponents(); }
            public override Tensor forward(Tensor x) => x + alpha * down.call(up.call(x).relu());
        }
        """;
}
