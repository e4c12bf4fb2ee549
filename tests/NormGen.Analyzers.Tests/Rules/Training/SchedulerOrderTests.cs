using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<SchedulerOrderAnalyzer>;

public sealed class SchedulerOrderTests
{
    private static string Loop(string body, string scheduler = "StepLR(optimizer, 10)", string before = "") => Trainings.Net + Trainings.Train($$"""
        var optimizer = torch.optim.SGD(net.parameters(), 0.1);
        var scheduler = torch.optim.lr_scheduler.{{scheduler}};
        {{before}}
        for (var epoch = 0; epoch < 10; epoch++)
        {
            {{body.Replace("\n", "\n    ")}}
        }
        """);

    [Fact]
    public Task The_message_names_both() => Verify.Findings(
        Loop("scheduler.{|#0:step|}();\nnet.call(x).sum().backward();\noptimizer.step();"),
        Verify.Finding("'scheduler' is stepped before 'optimizer': the first value of the schedule is never used; step the optimizer first"));

    [Theory]
    [InlineData("ExponentialLR(optimizer, 0.9)")]
    [InlineData("LambdaLR(optimizer, i => 1.0 / (i + 1))")]
    [InlineData("OneCycleLR(optimizer, 0.1, 10)")]
    public Task Every_scheduler_counts(string scheduler) => Verify.Findings(Loop("scheduler.[|step|]();\noptimizer.zero_grad();\noptimizer.step();", scheduler));

    [Fact]
    public Task An_optimizer_stepped_in_an_inner_loop_counts() => Verify.Findings(Loop("scheduler.[|step|]();\nforeach (var batch in batches)\n{\n    optimizer.step();\n}"));

    [Theory]
    [InlineData("optimizer.step();\nscheduler.step();")]
    [InlineData("foreach (var batch in batches) optimizer.step();\nscheduler.step();")]
    [InlineData("if (epoch > 0) scheduler.step();\noptimizer.step();")]
    [InlineData("if (epoch == 0) continue;\nscheduler.step();\noptimizer.step();")]
    [InlineData("Fit(optimizer);\nscheduler.step();\noptimizer.step();\nstatic void Fit(torch.optim.Optimizer o) => o.step();")]
    [InlineData("scheduler.step();")]
    [InlineData("optimizer = torch.optim.SGD(net.parameters(), 0.1);\noptimizer.step();\nscheduler.step();")]
    public Task The_right_order_or_an_unknown_one_is_silent(string body) => Verify.Silence(Loop(body));

    [Fact]
    public Task A_schedule_that_is_wound_forward_to_resume_is_silent() => Verify.Silence(Loop("optimizer.step();\nscheduler.step();", before: "for (var done = 0; done < start; done++) scheduler.step();"));

    [Fact]
    public Task A_scheduler_that_waits_for_a_metric_is_silent() => Verify.Silence(Loop("scheduler.step(0.5);\noptimizer.step();", "ReduceLROnPlateau(optimizer)"));

    private static string Fields(string fit, string more = "") => Trainings.Net + $$"""
        class Training
        {
            private readonly torch.optim.Optimizer optimizer;
            private readonly torch.optim.lr_scheduler.LRScheduler scheduler;

            public Training(Net net)
            {
                optimizer = torch.optim.SGD(net.parameters(), 0.1);
                scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10);
            }

            public void Fit() { for (var epoch = 0; epoch < 10; epoch++) { {{fit}} } }
            {{more}}
        }
        """;

    [Theory]
    [InlineData("scheduler.[|step|](); optimizer.zero_grad(); optimizer.step();")]
    [InlineData("scheduler.[|step|](); Epoch();", "private void Epoch() => optimizer.step();")]
    [InlineData("this.scheduler.[|step|](); Step(optimizer);", "private static void Step(torch.optim.Optimizer o) { o.zero_grad(); o.step(); }")]
    public Task Fields_and_methods_are_followed(string fit, string more = "") => Verify.Findings(Fields(fit, more));

    [Theory]
    [InlineData("optimizer.step(); scheduler.step();")]
    [InlineData("Epoch(); scheduler.step(); optimizer.step();", "private void Epoch() => optimizer.step();")]
    [InlineData("scheduler.step(); optimizer.step();", "public void Warm() => optimizer.step();")] // the first steps may be made there
    [InlineData("Epoch(); scheduler.step(); optimizer.step();", "public virtual void Epoch() { }")] // a derived class may step
    [InlineData("Other.Step(this); scheduler.step(); optimizer.step();", "static class Other { public static void Step(Training all) => all.optimizer.step(); }")]
    public Task Steps_out_of_sight_are_silent(string fit, string more = "") => Verify.Silence(Fields(fit, more));

    [Fact]
    public Task Local_functions_are_followed() => Verify.Findings(Loop("scheduler.[|step|]();\nEpoch();", before: "void Epoch() => optimizer.step();"));

    [Fact]
    public Task Local_functions_in_the_right_order_are_silent() => Verify.Silence(Loop("Epoch();\nscheduler.step();", before: "void Epoch() => optimizer.step();"));

    [Fact]
    public Task A_method_that_returns_the_optimizer_is_followed() => Verify.Findings(Trainings.Net + """
        class Training
        {
            static torch.optim.Optimizer Make(Net net) => torch.optim.SGD(net.parameters(), 0.1);
            static void Run(Net net)
            {
                var optimizer = Make(net);
                var scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10);
                for (var epoch = 0; epoch < 10; epoch++) { scheduler.[|step|](); optimizer.step(); }
            }
        }
        """);

    [Fact]
    public Task The_scheduler_moves_behind_the_optimizer() => Verify.FixThatBuilds<StepOptimizerFirstCodeFix>(
        Loop("scheduler.[|step|]();\nnet.call(x).sum().backward();\noptimizer.step();\noptimizer.zero_grad();"),
        Loop("net.call(x).sum().backward();\noptimizer.step();\nscheduler.step();\noptimizer.zero_grad();"));
}
