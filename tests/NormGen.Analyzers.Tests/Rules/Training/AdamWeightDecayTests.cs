using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<AdamWeightDecayAnalyzer>;

public sealed class AdamWeightDecayTests
{
    private static string Train(string statement) => Trainings.Net + Trainings.Train(statement);

    [Fact]
    public Task The_message_names_the_decay() => Verify.Findings(
        Train("var optimizer = torch.optim.{|#0:Adam|}(net.parameters(), 1e-3, weight_decay: 1e-2);"),
        Verify.Finding("Adam adds weight_decay: 1e-2 to the gradient and divides the sum by its running size: weights with large gradients decay least; AdamW decays the weights themselves"));

    [Theory]
    [InlineData("const double decay = 0.1;\nvar optimizer = torch.optim.[|Adam|](net.parameters(), weight_decay: decay);")]
    [InlineData("var decay = 0.1;\nvar optimizer = new [|Adam|](net.parameters(), weight_decay: decay);")]
    public Task Constants_and_locals_are_followed(string statement) => Verify.Findings(Train(statement));

    [Theory]
    [InlineData("private const double Decay = 0.1;", "Decay")]
    [InlineData("private readonly double decay = 0.1;", "decay")]
    [InlineData("private static double Decay { get; } = 0.1;", "Decay")]
    [InlineData("private double Decay() => 0.1;", "Decay()")]
    public Task Members_are_followed(string member, string decay) => Verify.Findings(Trainings.Net + $"class Training {{ {member} torch.optim.Optimizer Make(Net net) => torch.optim.[|Adam|](net.parameters(), weight_decay: {decay}); }}");

    [Theory]
    [InlineData("public double decay = 0.1;", "decay")] // anyone may set it
    [InlineData("private double decay = 0.1; public void Set(double value) => decay = value;", "decay")]
    [InlineData("private double Decay() { if (DateTime.Now.Hour > 3) return 0; return 0.1; }", "Decay()")]
    [InlineData("public virtual double Decay() => 0.1;", "Decay()")]
    public Task Members_that_may_differ_are_silent(string member, string decay) => Verify.Silence(Trainings.Net + $"class Training {{ {member} torch.optim.Optimizer Make(Net net) => torch.optim.Adam(net.parameters(), weight_decay: {decay}); }}");

    [Fact]
    public Task A_group_that_decays_is_found_and_left()
    {
        var source = Train("var optimizer = torch.optim.[|Adam|]([new Adam.ParamGroup(net.parameters(), weight_decay: 0.1)]);");
        return Verify.FixWithoutAll<UseAdamWCodeFix>(source, source);
    }

    [Theory]
    [InlineData("var optimizer = torch.optim.Adam(net.parameters());")]
    [InlineData("var optimizer = torch.optim.Adam(net.parameters(), weight_decay: rate);")]
    [InlineData("var optimizer = torch.optim.AdamW(net.parameters(), weight_decay: 0.1);")]
    [InlineData("var decay = 0.0;\nif (start > 0) decay = 0.1;\nvar optimizer = torch.optim.Adam(net.parameters(), weight_decay: decay);")]
    public Task No_decay_or_an_unknown_one_is_silent(string statement) => Verify.Silence(Train(statement));

    [Theory]
    [InlineData("var optimizer = torch.optim.{0}(net.parameters(), 1e-3, weight_decay: 1e-2);")]
    [InlineData("torch.optim.Optimizer optimizer = new {0}(net.parameters(), weight_decay: 1e-2);")]
    public Task AdamW_takes_its_place(string statement) => Verify.FixWithoutAll<UseAdamWCodeFix>(Train(statement.Replace("{0}", "[|Adam|]")), Train(statement.Replace("{0}", "AdamW")));

    [Fact]
    public Task A_variable_of_the_class_Adam_is_found_and_left()
    {
        var source = Train("Adam optimizer = torch.optim.[|Adam|](net.parameters(), weight_decay: 1e-2);");
        return Verify.FixWithoutAll<UseAdamWCodeFix>(source, source);
    }
}
