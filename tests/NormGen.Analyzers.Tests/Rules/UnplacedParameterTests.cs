using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<OptimizerAnalyzer>;

public sealed class UnplacedParameterTests
{
    [Theory]
    [InlineData(0, "Embedding")]
    [InlineData(1, "Head")]
    public Task A_table_that_also_makes_the_output_takes_the_role_that_is_chosen(int choice, string role) => Verify.Fix<ParameterRoleCodeFix>(
        Model("private readonly Embedding {|NG0020:table|} = Embedding(9, 4);", Tied),
        Model($"[ParameterRole(ParameterRole.{role})]\n    private readonly Embedding table = Embedding(9, 4);", Tied),
        codeActionIndex: choice);

    [Fact]
    public Task Comments_and_other_attributes_stay_where_they_are() => Verify.Fix<ParameterRoleCodeFix>(
        Model("// learned\n    [Obsolete]\n    private readonly Parameter {|NG0020:grid|} = Parameter(zeros(1, 4, 4));"),
        Model("// learned\n    [Obsolete]\n    [ParameterRole(ParameterRole.Vector)]\n    private readonly Parameter grid = Parameter(zeros(1, 4, 4));"),
        codeActionIndex: 0);

    [Fact]
    public Task A_module_that_cannot_be_seen_takes_a_role_too() => Verify.Fix<ParameterRoleCodeFix>(
        Model("private readonly Module<Tensor, Tensor> {|NG0020:part|}; public Net(Module<Tensor, Tensor> given) : base(\"Net\") { part = given; RegisterComponents(); }"),
        Model("[ParameterRole(ParameterRole.Matrix)]\n    private readonly Module<Tensor, Tensor> part; public Net(Module<Tensor, Tensor> given) : base(\"Net\") { part = given; RegisterComponents(); }"));

    [Theory]
    [InlineData("private readonly Parameter {|NG0020:a|} = Parameter(zeros(1, 4, 4)), {|NG0020:b|} = Parameter(zeros(1, 4, 4));")]
    [InlineData("private readonly Linear[] {|NG0020:layers|} = [Linear(2, 2)];")]
    public Task No_fix_is_offered_where_the_attribute_would_decide_more_or_nothing(string member) => Verify.Fix<ParameterRoleCodeFix>(Model(member), Model(member));

    [Fact]
    public Task The_message_names_the_parameter_and_the_reason() => Verify.Findings(
        Model("private readonly Parameter {|#0:grid|} = Parameter(zeros(1, 4, 4));"),
        Verify<OptimizerAnalyzer>.Result("NG0020").WithLocation(0).WithMessage("'grid' has 3 dimensions and is no kernel of a convolution: state its role with [ParameterRole]"));

    [Fact]
    public Task Parameters_under_names_of_run_time_are_found_on_the_model() => Verify.Findings(
        Model("public Net(string[] names) : base(\"Net\") { foreach (var name in names) register_module(name, Linear(2, 2)); }").Replace("class Net", "class {|#0:Net|}"),
        Verify<OptimizerAnalyzer>.Result("NG0020").WithLocation(0).WithMessage("This model registers modules under names that are made at run time"));

    [Theory]
    [InlineData("private readonly Linear map = Linear(4, 4);")]
    [InlineData("public Net(int n) : base(\"Net\") { for (var i = 0; i < n; i++) register_module($\"layer{i}\", Linear(2, 2)); }")]
    [InlineData("[ParameterRole(ParameterRole.Vector)] private readonly Parameter grid = Parameter(zeros(1, 4, 4));")]
    [InlineData("private readonly Missing grid = new();")]
    public Task Models_whose_parameters_have_roles_are_fine(string member) => Verify.Findings(Model(member));

    [Fact]
    public Task A_head_that_also_makes_hidden_values_asks_for_a_role() => Verify.Findings(
        Model("private readonly Linear {|#0:map|} = Linear(4, 4, hasBias: false);", "map.call(torch.tanh(map.call(x)))"),
        Verify<OptimizerAnalyzer>.Result("NG0020").WithLocation(0).WithMessage("'map.weight' makes the output and is used between hidden activations too: optimizers treat the two differently; state one role with [ParameterRole]"));

    [Fact]
    public Task A_model_without_the_attribute_is_fine() => Verify.Findings(Model("private readonly Parameter grid = Parameter(zeros(1, 4, 4));").Replace("[Optimizer(OptimizerKind.Scale)]", ""));

    private const string Tied = "functional.linear(table.call(x), table.weight!)";

    private static string Model(string member, string result = "x") => $$"""
        [Optimizer(OptimizerKind.Scale)]
        public partial class Net : Module<Tensor, Tensor>
        {
            {{member}}

            {{(member.Contains("base(") ? "" : "public Net() : base(\"Net\") => RegisterComponents();")}}
            public override Tensor forward(Tensor x) => {{result}};
        }
        """;
}
