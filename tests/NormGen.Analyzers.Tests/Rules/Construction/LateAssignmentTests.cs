using NormGen.Analyzers.Rules.Construction;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Construction;

using Verify = Verify<LateAssignmentAnalyzer>;

public sealed class LateAssignmentTests
{
    private static string Net(string statements, string parameters = "") => Trainings.Module($$"""
        private Module<Tensor, Tensor> layer, other;
        private Tensor cache;

        public Net({{parameters}}) : base("")
        {
            {{statements.Replace("\n", "\n    ")}}
        }
        """);

    private static string Nullable(string source) => "#nullable disable\n" + source;

    [Fact]
    public Task The_message_names_what_is_lost() => Verify.Findings(
        Nullable(Net("RegisterComponents();\n{|#0:layer|} = Dropout(0.5);")),
        Verify.Finding("'layer' is made after RegisterComponents() has registered everything: this Dropout is not trained, moved or saved, and eval() does not reach it"));

    [Theory]
    [InlineData("RegisterComponents();\n[|layer|] = Linear(2, 2);")]
    [InlineData("RegisterComponents();\n[|layer|] = Sequential(Linear(2, 2), Dropout(0.1)).to(torch.CPU);")]
    [InlineData("layer = Linear(2, 2);\nRegisterComponents();\nif (layer != null) [|this.other|] = BatchNorm1d(2);")]
    [InlineData("RegisterComponents();\n[|cache|] = Parameter(torch.ones(2));")]
    public Task What_is_made_later_is_found(string statements) => Verify.Findings(Nullable(Net(statements)));

    [Fact]
    public Task A_base_class_that_registers_comes_before_everything() => Verify.Findings(
        Nullable("abstract class Base : Module<Tensor, Tensor> { protected Base() : base(\"\") => RegisterComponents(); }\n"
        + Trainings.Module("readonly Linear early = Linear(2, 2);\nreadonly Linear late;\n\npublic Net() { {|#0:late|} = Linear(2, 2); RegisterComponents(); }").Replace(": Module<Tensor, Tensor>", ": Base")),
        Verify.Finding("'late' is made after the constructor before this one has registered everything: this Linear is not trained, moved or saved, and eval() does not reach it"));

    private static string WithMethod(string source, string method) => source.Replace("public override Tensor forward", method + "\n\n    public override Tensor forward", StringComparison.Ordinal);

    [Theory]
    [InlineData("RegisterComponents();\nMake();", "private void Make() => [|layer|] = Linear(2, 2);")]
    [InlineData("RegisterComponents();\nif (layer == null) Make();", "void Make() { More(); } void More() { [|layer|] = Dropout(0.1); }")]
    public Task Methods_that_the_constructor_calls_are_followed(string statements, string method) => Verify.Findings(Nullable(WithMethod(Net(statements), method)));

    [Theory]
    [InlineData("Make();\nRegisterComponents();", "private void Make() => layer = Linear(2, 2);")]
    [InlineData("RegisterComponents();\nMake();", "protected virtual void Make() => layer = Linear(2, 2);")] // a derived class may register
    [InlineData("RegisterComponents();\nMake();", "private void Make() { layer = Linear(2, 2); register_module(\"late\", layer); }")]
    [InlineData("RegisterComponents();", "private void Make() => layer = Linear(2, 2);")] // made on first use
    public Task Methods_in_time_or_out_of_sight_are_silent(string statements, string method) => Verify.Silence(Nullable(WithMethod(Net(statements), method)));

    [Theory]
    [InlineData("layer = Dropout(0.5);\nRegisterComponents();", "")]
    [InlineData("RegisterComponents();\nlayer = Dropout(0.5);\nregister_module(\"late\", layer);", "")]
    [InlineData("RegisterComponents();\nlayer = ReLU();", "")] // nothing to register
    [InlineData("RegisterComponents();\ncache = torch.ones(2);", "")] // a cache is kept out on purpose
    [InlineData("RegisterComponents();\nlayer = null;", "")]
    [InlineData("RegisterComponents();\nlayer = shared;", "Linear shared")] // registered where it belongs
    [InlineData("other = Linear(2, 2);\nRegisterComponents();\nlayer = Sequential(other, ReLU());", "")]
    [InlineData("RegisterComponents();\nlayer = Sequential((\"map\", shared), (\"act\", GELU()));", "Linear shared")]
    [InlineData("layer = Dropout(0.5);", "")] // registered by the parent
    public Task What_is_registered_or_meant_to_stay_out_is_silent(string statements, string parameters) => Verify.Silence(Nullable(Net(statements, parameters)));

    [Fact]
    public Task A_base_class_that_registers_under_a_condition_is_silent() => Verify.Silence(
        "class Base : Module<Tensor, Tensor> { public Base() : base(\"\") { if (GetType() == typeof(Base)) RegisterComponents(); } public override Tensor forward(Tensor x) => x; }\n"
        + Trainings.Module("readonly Linear late;\n\npublic Net() { late = Linear(2, 2); RegisterComponents(); }").Replace(": Module<Tensor, Tensor>", ": Base"));

    [Fact]
    public Task The_registration_moves_behind_the_last_module() => Verify.FixThatBuilds<MoveRegistrationCodeFix>(
        Nullable(Net("layer = Linear(2, 2);\nRegisterComponents();\n[|other|] = Dropout(0.5);\nforeach (var p in parameters()) init.zeros_(p);")),
        Nullable(Net("layer = Linear(2, 2);\nother = Dropout(0.5);\nRegisterComponents();\nforeach (var p in parameters()) init.zeros_(p);")));

    [Fact]
    public async Task What_else_is_in_a_sequence_of_registered_modules_counts_alone()
    {
        string Sequence(string mark) => Nullable(Net($"other = Linear(2, 2);\nRegisterComponents();\n{mark} = Sequential(other, ReLU(), Dropout(0.1));"));
        await Verify.Findings(Sequence("{|#0:layer|}"), Verify.Finding("'layer' is made after RegisterComponents() has registered everything: this Dropout in it is not trained, moved or saved, and eval() does not reach it"));
        await Verify.Fix<MoveRegistrationCodeFix>(Sequence("[|layer|]"), Sequence("[|layer|]"));
    }
}
