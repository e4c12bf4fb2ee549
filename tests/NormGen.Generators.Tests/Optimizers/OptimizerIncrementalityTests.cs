using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.Generators.Optimizers;
using NormGen.Generators.Tests.Harness;
using NormGen.Generators.Tests.Roles;

namespace NormGen.Generators.Tests.Optimizers;

/// <summary>What an edit makes the generator of optimizers do again.</summary>
public sealed class OptimizerIncrementalityTests
{
    private const int Models = 100;

    [Fact]
    public void An_unrelated_edit_leaves_every_output_cached()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(TestCompilation.Parse("public class Unrelated { int f = 1; }", "Unrelated.cs")));
        Assert.Equal(Models, driver.Outputs().Count);
        Assert.Empty(driver.Changed());
        Assert.All(driver.Steps(OptimizerTrackingNames.Write), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    [Fact]
    public void A_comment_and_a_change_that_moves_no_role_leave_every_output_cached()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.Edit("class Model7 ", "RegisterComponents();", "RegisterComponents(); // changed"));
        Assert.Empty(driver.Changed());
        driver = driver.RunGenerators(compilation.Edit("class Part ", "tanh", "relu"));
        Assert.Empty(driver.Changed());
    }

    [Fact]
    public void Another_optimizer_writes_that_model_again()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.Edit("class Model7 ", "[Optimizer(Scale)]", "[Optimizer(NormGen.OptimizerKind.AdamW)]"));
        Assert.Equal(["Model7.Optimizer.g.cs"], driver.Changed());
    }

    [Fact]
    public void A_parameter_more_in_a_module_of_another_file_writes_the_models_that_hold_it_again()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.Edit("class Part ", "Linear(4, 4, hasBias: false)", "Linear(4, 4)"));
        Assert.Equal(Models / 2, driver.Changed().Length);
        Assert.All(driver.Outputs().Values, reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Modified));
    }

    [Fact]
    public void A_model_that_comes_or_goes_leaves_the_others_cached()
    {
        var (driver, compilation) = Start();
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(TestCompilation.Parse(Model(1000), "Another.cs")));
        Assert.Equal(["Model1000.Optimizer.g.cs"], driver.Changed());
        driver = driver.RunGenerators(compilation);
        Assert.Empty(driver.Changed());
    }

    [Fact]
    public void Nothing_of_an_old_compilation_is_kept_alive() => DriverSteps.AssertKeepsNothingOld(new OptimizerGenerator(), Compilation);

    private static (GeneratorDriver, CSharpCompilation) Start()
    {
        var compilation = Compilation();
        return (GeneratorRun.Driver(new OptimizerGenerator()).RunGenerators(compilation), compilation);
    }

    private static CSharpCompilation Compilation() => TestCompilation.Create([ModelSources.Usings + """
        public sealed class Part : Module<Tensor, Tensor>
        {
            private readonly Linear map = Linear(4, 4, hasBias: false);
            public Part() : base("Part") => RegisterComponents();
            public override Tensor forward(Tensor x) => map.call(x).tanh();
        }
        """, .. Enumerable.Range(0, Models).Select(Model)]);

    private static string Model(int i) => ModelSources.Usings + $$"""
        [Optimizer(Scale)]
        public partial class Model{{i}} : Module<Tensor, Tensor>
        {
            private readonly {{(i % 2 == 0 ? "Part part = new Part()" : "Linear part = Linear(4, 4)")}};
            private readonly Linear head = Linear(4, 2);
            public Model{{i}}() : base("Model") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => head.call(part.call(x).relu());
        }
        """;
}
