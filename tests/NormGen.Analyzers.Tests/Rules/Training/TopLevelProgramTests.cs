using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules.Training;

/// <summary>Programs of top-level statements with local functions: what a rule follows in a method, it follows there.</summary>
public sealed class TopLevelProgramTests
{
    private static string Program(string statements) => $"var model = new Net();\nvar device = torch.CUDA;\n{statements}\n\n" + Trainings.Net;

    [Theory]
    [InlineData("var optimizer = torch.optim.[|AdamW|](model.parameters(), weight_decay: 0.01);")]
    [InlineData("var optimizer = Make(0.01);\ntorch.optim.Optimizer Make(double decay) => torch.optim.[|AdamW|](model.parameters(), weight_decay: decay);")]
    [InlineData("const double decay = 0.01;\nvar optimizer = torch.optim.AdamW(Groups(), 1e-3, weight_decay: decay);\nAdamW.ParamGroup[] Groups() => [new [|AdamW.ParamGroup|] { Parameters = model.parameters() }];")]
    public Task Decayed_norms(string statements) => Verify<DecayedNormsAnalyzer>.FindingsInProgram(Program(statements));

    [Theory]
    [InlineData("var optimizer = Make(0.01);\nvar other = Make(0);\ntorch.optim.Optimizer Make(double decay) => torch.optim.AdamW(model.parameters(), weight_decay: decay);")]
    [InlineData("Func<double, torch.optim.Optimizer> make = Make;\nMake(0.01);\ntorch.optim.Optimizer Make(double decay) => torch.optim.AdamW(model.parameters(), weight_decay: decay);")] // a delegate may call it with anything
    public Task Decay_that_is_not_known_is_silent(string statements) => Verify<DecayedNormsAnalyzer>.FindingsInProgram(Program(statements));

    [Theory]
    [InlineData("var optimizer = torch.optim.SGD(model.parameters(), 0.1);\nvar scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10);\nfor (var epoch = 0; epoch < 3; epoch++)\n{\n    scheduler.[|step|]();\n    Epoch();\n}\nvoid Epoch() { optimizer.zero_grad(); optimizer.step(); }")]
    [InlineData("var optimizer = torch.optim.SGD(model.parameters(), 0.1);\nvar scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10);\nfor (var epoch = 0; epoch < 3; epoch++)\n{\n    Epoch();\n    scheduler.step();\n}\nvoid Epoch() => Once();\nvoid Once() => optimizer.step();")]
    public Task Schedulers(string statements) => Verify<SchedulerOrderAnalyzer>.FindingsInProgram(Program(statements));

    [Theory]
    [InlineData("var optimizer = Make();\nmodel.[|to|](device);\nStep();\ntorch.optim.Optimizer Make() => torch.optim.Adam(model.parameters());\nvoid Step() => optimizer.step();")]
    [InlineData("model.to(device);\nvar optimizer = Make();\nmodel.to(device);\noptimizer.step();\ntorch.optim.Optimizer Make() => torch.optim.Adam(model.parameters());")]
    public Task Moves(string statements) => Verify<LateMoveAnalyzer>.FindingsInProgram(Program(statements));

    [Fact]
    public Task Coupled_decay() => Verify<CoupledDecayAnalyzer>.FindingsInProgram(Program("var optimizer = torch.optim.[|NAdam|](model.parameters(), weight_decay: Decay());\ndouble Decay() => 0.1;"));

    [Fact]
    public Task Momentum_over_a_model_that_a_class_is_given() => Verify<MomentumOverScaleInvariantWeightsAnalyzer>.FindingsInProgram(
        "new Trainer(new Conv()).Run();\n\nclass Trainer(Module<Tensor, Tensor> model) { public void Run() => torch.optim.[|Adam|](model.parameters()).step(); }\n"
        + Models.Of("readonly Conv2d conv = Conv2d(3, 8, 3, bias: false); readonly BatchNorm2d norm = BatchNorm2d(8);", "norm.call(conv.call(x))", "Conv"));
}
