using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<LateMoveAnalyzer>;

public sealed class LateMoveTests
{
    private static string Train(string body) => Trainings.Net + Trainings.Train("var model = new Net();\n" + body);

    [Fact]
    public Task The_message_names_move_model_and_optimizer() => Verify.Findings(
        Train("var optimizer = torch.optim.Adam(model.parameters());\nmodel.{|#0:to|}(device);\noptimizer.step();"),
        Verify.Finding("model.to(device) replaces the parameters of 'model', and Adam was built over the old ones: its step fails or trains nothing; build the optimizer after the last move"));

    [Theory]
    [InlineData("var optimizer = torch.optim.SGD(model.parameters(), 0.1);\nmodel.[|cuda|]();\noptimizer.step();")]
    [InlineData("var optimizer = torch.optim.SGD(model.parameters(), 0.1);\nmodel.[|to|](torch.float64);\nforeach (var batch in batches) optimizer.step();")]
    [InlineData("var optimizer = torch.optim.SGD(model.parameters(), 0.1);\nmodel = model.[|to|](device);\noptimizer.step();")]
    [InlineData("var optimizer = torch.optim.SGD(model.parameters(), 0.1);\nif (torch.cuda.is_available()) model.[|to|](torch.CUDA);\noptimizer.step();")]
    public Task Moves_and_conversions_are_found(string body) => Verify.Findings(Train(body));

    [Theory]
    [InlineData("model.to(device);\nvar optimizer = torch.optim.Adam(model.parameters());\noptimizer.step();")]
    [InlineData("model.to(device);\nvar optimizer = torch.optim.Adam(model.parameters());\nmodel.to(device);\noptimizer.step();")] // there already
    [InlineData("model = model.to(device);\nvar optimizer = torch.optim.Adam(model.parameters());\nmodel = model.to(device);\noptimizer.step();")]
    [InlineData("if (start > 1) model = net.to(device);\nvar optimizer = torch.optim.Adam(model.parameters());\nmodel = model.to(device);\noptimizer.step();")] // may be another
    [InlineData("var optimizer = torch.optim.Adam(model.parameters());\nmodel.to(torch.CPU);\noptimizer.step();")] // where it is
    [InlineData("var optimizer = torch.optim.Adam(model.parameters());\noptimizer.step();\nmodel.to(device);")] // for saving, after the training
    [InlineData("var optimizer = torch.optim.Adam(model.parameters());\nmodel.to(device);\noptimizer = torch.optim.Adam(model.parameters());\noptimizer.step();")]
    [InlineData("var other = new Net().to(device);\nvar optimizer = torch.optim.Adam(other.parameters());\nother.to(device);\noptimizer.step();")]
    [InlineData("var optimizer = torch.optim.Adam(net.parameters());\nmodel.to(device);\noptimizer.step();")] // another model
    [InlineData("var optimizer = torch.optim.Adam(net.parameters());\nnet.to(device);\noptimizer.step();")] // the caller may have moved it
    public Task Parameters_that_stay_are_silent(string body) => Verify.Silence(Train(body));

    private static string Fields(string constructor, string fit, string more = "") => Trainings.Net + $$"""
        class Training
        {
            private readonly Net model = new();
            private readonly torch.optim.Optimizer optimizer;

            public Training(Device device) { {{constructor}} }

            public void Fit(Device device) { {{fit}} }
            {{more}}
        }
        """;

    [Theory]
    [InlineData("optimizer = torch.optim.Adam(model.parameters()); model.[|to|](device);", "optimizer.step();")]
    [InlineData("optimizer = torch.optim.Adam(model.parameters());", "model.[|to|](device); optimizer.step();")]
    [InlineData("optimizer = Make(model);", "model.[|cuda|](); Step();", "private static torch.optim.Optimizer Make(Net net) => torch.optim.Adam(net.parameters()); private void Step() => optimizer.step();")]
    [InlineData("optimizer = Make(model); model.[|to|](device);", "optimizer.step();", "private static torch.optim.Optimizer Make(Net net) => torch.optim.Adam(net.parameters());")]
    public Task Fields_and_methods_are_followed(string constructor, string fit, string more = "") => Verify.Findings(Fields(constructor, fit, more));

    [Theory]
    [InlineData("model.to(device); optimizer = torch.optim.Adam(model.parameters());", "model.to(device); optimizer.step();")] // there already
    [InlineData("optimizer = torch.optim.Adam(model.parameters());", "optimizer.step();", "public void Export() => model.to(torch.CPU);")]
    [InlineData("optimizer = torch.optim.Adam(new Net().parameters());", "model.to(device); optimizer.step();")] // another model
    [InlineData("Place(device); optimizer = torch.optim.Adam(model.parameters());", "model.to(device); optimizer.step();", "private void Place(Device device) => model.to(device);")]
    [InlineData("Place(device); optimizer = torch.optim.Adam(model.parameters());", "optimizer.step();", "private void Place(Device device) => model.to(device);")]
    [InlineData("Place(device); optimizer = torch.optim.Adam(model.parameters()); model.to(device);", "optimizer.step();", "private void Place(Device device) => model.to(device);")]
    [InlineData("optimizer = torch.optim.Adam(model.parameters());", "model.to(device);")] // nothing steps
    public Task Moves_that_may_be_early_enough_are_silent(string constructor, string fit, string more = "") => Verify.Silence(Fields(constructor, fit, more));

    [Fact]
    public Task A_model_that_its_maker_may_have_moved_is_silent() => Verify.Silence(Trainings.Net + """
        class Training
        {
            private readonly torch.optim.Optimizer optimizer;
            internal Training(Net model, Device device) { optimizer = torch.optim.Adam(model.parameters()); model.to(device); optimizer.step(); }
            internal static Training Start(Device device) { var net = new Net(); net.to(device); return new(net, device); }
        }
        """);

    [Fact]
    public Task A_model_that_its_maker_has_not_moved_is_found() => Verify.Findings(Trainings.Net + """
        class Training
        {
            private readonly torch.optim.Optimizer optimizer;
            internal Training(Net model, Device device) { optimizer = torch.optim.Adam(model.parameters()); model.[|to|](device); optimizer.step(); }
            internal static Training Start(Device device) { var net = new Net(); return new(net, device); }
        }
        """);

    [Fact]
    public Task A_model_that_is_told_where_to_stand_is_silent() => Verify.Silence(
        Trainings.Module("readonly Linear layer = Linear(2, 2);\n\npublic Net(Device device) : base(\"\") { RegisterComponents(); this.to(device); }")
        + "class Training { static void Run(Device device) { var model = new Net(device); var optimizer = torch.optim.Adam(model.parameters()); model.to(device); optimizer.step(); } }");

    [Theory]
    [InlineData("model.[|to|](device);")]
    [InlineData("model = model.[|to|](device);")]
    public Task The_move_goes_before_the_optimizer(string move) => Verify.FixThatBuilds<MoveModelFirstCodeFix>(
        Train($"var optimizer = torch.optim.Adam(model.parameters());\nmodel.train();\n{move}\noptimizer.step();"),
        Train($"{move.Replace("[|to|]", "to")}\nvar optimizer = torch.optim.Adam(model.parameters());\nmodel.train();\noptimizer.step();"));

    [Fact]
    public Task A_move_to_a_device_that_is_declared_later_is_found_and_left()
    {
        var source = Train("var optimizer = torch.optim.Adam(model.parameters());\nvar target = torch.CUDA;\nmodel.[|to|](target);\noptimizer.step();");
        return Verify.Fix<MoveModelFirstCodeFix>(source, source);
    }
}
