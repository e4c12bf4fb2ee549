using NormGen.Analyzers.Rules.Construction;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Construction;

using Verify = Verify<EarlyUseAnalyzer>;

public sealed class EarlyUseTests
{
    private static string Net(string statements, string more = "") => Trainings.Module($$"""
        readonly Linear layer = Linear(2, 2);

        public Net() : base("")
        {
            {{statements.Replace("\n", "\n    ")}}
        }
        {{more}}
        void Init(Module module) { }
        """);

    [Fact]
    public Task The_message_names_the_walk_and_why_it_sees_nothing() => Verify.Findings(
        Net("{|#0:apply|}(Init);\nRegisterComponents();"), Verify.Finding("apply() sees nothing here: RegisterComponents() comes later"));

    [Theory]
    [InlineData("foreach (var (name, p) in [|named_parameters|]()) init.zeros_(p);\nRegisterComponents();")]
    [InlineData("foreach (var p in this.[|parameters|]()) init.zeros_(p);\nRegisterComponents();")]
    [InlineData("foreach (var m in [|modules|]()) Init(m);\nRegisterComponents();")]
    [InlineData("[|eval|]();\nRegisterComponents();")]
    [InlineData("this.[|to|](torch.float64);\nRegisterComponents();")]
    [InlineData("[|load_state_dict|](new Dictionary<string, Tensor>(), false);\nRegisterComponents();")]
    [InlineData("[|Reset|]();\nRegisterComponents();")]
    public Task Walks_before_the_registration_are_found(string statements) => Verify.Findings(Net(statements, "void Reset() { foreach (var p in parameters()) init.zeros_(p); }"));

    [Fact]
    public Task A_constructor_that_registers_nothing_has_nothing_to_walk_over() => Verify.Findings(
        Net("{|#0:apply|}(Init);"), Verify.Finding("apply() sees nothing here: the constructor registers nothing"));

    [Theory]
    [InlineData("RegisterComponents();\napply(Init);")]
    [InlineData("register_module(\"layer\", layer);\napply(Init);\nRegisterComponents();")]
    [InlineData("Setup();\napply(Init);")]
    [InlineData("init.zeros_(layer.weight);\nlayer.apply(Init);\nRegisterComponents();")]
    [InlineData("Action later = () => apply(Init);\nRegisterComponents();\nlater();")]
    public Task Walks_over_what_is_registered_are_silent(string statements) => Verify.Silence("#nullable disable\n" + Net(statements, "void Setup() => RegisterComponents();"));

    [Fact]
    public Task A_base_that_has_registered_the_initialized_fields_is_silent() => Verify.Silence(
        "abstract class Base : Module<Tensor, Tensor> { protected Base() : base(\"\") => RegisterComponents(); }\n"
        + Trainings.Module("readonly Linear layer = Linear(2, 2);\n\npublic Net() { foreach (var p in parameters()) init.zeros_(p); }").Replace(": Module<Tensor, Tensor>", ": Base"));

    [Fact]
    public Task The_fields_may_be_registered_by_a_chained_constructor() => Verify.Silence(
        Trainings.Module("readonly Linear layer = Linear(2, 2);\n\npublic Net() : this(1) { foreach (var p in parameters()) init.zeros_(p); }\n\nNet(int n) : base(\"\") => RegisterComponents();"));

    [Fact]
    public Task The_walk_moves_behind_the_registration() => Verify.FixThatBuilds<MoveWalkCodeFix>(
        Net("foreach (var p in [|parameters|]())\n{\n    init.zeros_(p);\n}\nRegisterComponents();\nInit(this);"),
        Net("RegisterComponents();\nforeach (var p in parameters())\n{\n    init.zeros_(p);\n}\nInit(this);"));

    [Fact]
    public Task A_walk_whose_result_is_kept_is_found_and_left()
    {
        var source = Net("var all = [|parameters|]();\nRegisterComponents();");
        return Verify.Fix<MoveWalkCodeFix>(source, source);
    }
}
