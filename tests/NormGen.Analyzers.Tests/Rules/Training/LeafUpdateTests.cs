using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<LeafUpdateAnalyzer>;

public sealed class LeafUpdateTests
{
    private static string Train(string body) => Trainings.Net + Trainings.Train("net.call(x).sum().backward();\n" + body);

    [Fact]
    public Task The_message_names_call_and_parameter() => Verify.Findings(
        Train("foreach (var p in net.parameters()) p.{|#0:sub_|}(p.grad! * 0.1);"),
        Verify.Finding("sub_ changes the parameter 'p' while gradients are recorded, which throws: do it inside using (torch.no_grad())"));

    [Theory]
    [InlineData("net.head.weight.[|add_|](1);")]
    [InlineData("net.head.weight.[|copy_|](torch.ones(2, 8));")]
    [InlineData("using (torch.no_grad()) net.head.weight.add_(1);\nnet.head.weight.[|mul_|](2);")]
    public Task Updates_beside_backward_are_found(string update) => Verify.Findings(Train(update));

    [Theory]
    [InlineData("using (torch.no_grad()) foreach (var p in net.parameters()) p.sub_(p.grad! * 0.1);")]
    [InlineData("using var frozen = torch.no_grad();\nforeach (var p in net.parameters()) p.sub_(p.grad! * 0.1);")]
    [InlineData("using (torch.inference_mode()) net.head.weight.fill_(0);")]
    [InlineData("foreach (var p in net.parameters()) p.grad!.zero_();")]
    [InlineData("net.head.weight.detach().add_(1);")]
    [InlineData("net.head.weight.requires_grad = false;\nnet.head.weight.add_(1);")]
    [InlineData("init.zeros_(net.head.weight);")]
    [InlineData("Action<Parameter> later = p => p.add_(1);")]
    public Task Updates_that_are_not_recorded_are_silent(string update) => Verify.Silence(Train(update));

    [Fact]
    public Task A_method_that_a_caller_may_run_inside_no_grad_is_silent() => Verify.Silence(Trainings.Net + Trainings.Train("foreach (var p in net.parameters()) p.sub_(p.grad! * rate);"));

    [Fact]
    public Task The_loop_over_the_parameters_is_wrapped() => Verify.FixThatBuilds<WrapInNoGradCodeFix>(
        Train("foreach (var p in net.parameters())\n{\n    p.[|sub_|](p.grad! * 0.1);\n}"),
        Train("using (torch.no_grad())\n{\n    foreach (var p in net.parameters())\n    {\n        p.sub_(p.grad! * 0.1);\n    }\n}"));
}
