using NormGen.Analyzers.Rules.Construction;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Construction;

using Verify = Verify<UnregisteredRootAnalyzer>;

public sealed class UnregisteredRootTests
{
    private static string Bare(string constructor = "public Bare() : base(\"\") { }") => Trainings.Module("readonly Linear layer = Linear(2, 2);\n\n" + constructor, "Bare");

    private static string Run(string body) => "class Program { static void Run() { " + body + " } }";

    [Fact]
    public Task The_message_names_the_class() => Verify.Findings(
        Bare() + Run("var model = new Bare(); torch.optim.Adam({|#0:model.parameters()|});"),
        Verify.Finding("'Bare' registers nothing, so this is empty and nothing is trained: call RegisterComponents() at the end of its constructor"));

    [Theory]
    [InlineData("var model = new Bare(); model.train(); model.call(torch.ones(2)); torch.optim.SGD([|model.parameters()|], 0.1);")]
    [InlineData("torch.optim.AdamW([|new Bare().named_parameters()|]);")]
    public Task An_optimizer_over_it_is_found(string body) => Verify.Findings(Bare() + Run(body));

    [Theory]
    [InlineData("public Bare() : base(\"\") => RegisterComponents();")]
    [InlineData("public Bare() : base(\"\") => register_module(\"layer\", layer);")]
    [InlineData("public Bare() : base(\"\") => Setup(); void Setup() { RegisterComponents(); }")]
    public Task A_class_that_registers_in_its_own_way_is_silent(string constructor) => Verify.Silence(Bare(constructor) + Run("var model = new Bare(); torch.optim.Adam(model.parameters());"));

    [Theory]
    [InlineData("var model = new Bare(); var all = Sequential((\"bare\", model)); torch.optim.Adam(model.parameters());")]
    [InlineData("var model = new Bare(); var list = new ModuleList<Bare>(model); torch.optim.Adam(model.parameters());")]
    [InlineData("var model = new Bare(); Register(model); torch.optim.Adam(model.parameters()); static void Register(Bare model) { }")]
    public Task A_model_that_another_one_may_register_is_silent(string body) => Verify.Silence(Bare() + Run(body));

    [Fact]
    public Task A_class_without_parameters_is_silent() => Verify.Silence(Trainings.Module("public Bare() : base(\"\") { }", "Bare") + Run("var model = new Bare(); torch.optim.Adam(model.parameters());"));

    [Fact]
    public Task The_call_is_added_to_the_constructor() => Verify.FixThatBuilds<CallRegisterComponentsCodeFix>(
        Bare("public Bare() : base(\"\")\n{\n    layer.eval();\n}") + Run("var model = new Bare(); torch.optim.Adam([|model.parameters()|]);"),
        Bare("public Bare() : base(\"\")\n{\n    layer.eval();\n    RegisterComponents();\n}") + Run("var model = new Bare(); torch.optim.Adam(model.parameters());"));
}
