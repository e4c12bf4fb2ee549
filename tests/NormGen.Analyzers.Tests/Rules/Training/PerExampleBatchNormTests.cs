using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<PerExampleBatchNormAnalyzer>;

public sealed class PerExampleBatchNormTests
{
    private static string Net(string norm = "readonly BatchNorm1d norm = BatchNorm1d(8);") => Models.Of($"readonly Linear layer = Linear(8, 8); {norm}", "norm.call(layer.call(x))");

    [Fact]
    public Task The_losses_of_a_batch_one_by_one_are_found() => Verify.Findings(
        Net() + Trainings.Train("var losses = net.call(x).square().mean([1L]);\nfor (var i = 0; i < 4; i++) losses[i].{|#0:backward|}(retain_graph: true);"),
        Verify.Finding("The loss of one example, of a batch that went through 'net' in training, depends on all of them: 'norm' normalizes by what the batch has in common, so that its gradient is no example's own; call eval() before, or use a norm over features or groups"));

    [Fact]
    public Task Locals_in_between_count() => Verify.Findings(
        Net() + Trainings.Train("var y = net.call(x);\nvar losses = (y - x).square().mean([1L]);\nfor (var i = 0; i < x.shape[0]; i++)\n{\n    losses[i].[|backward|](retain_graph: true);\n}"));

    [Theory]
    [InlineData("net.eval();\nvar losses = net.call(x).square().mean([1L]);\nfor (var i = 0; i < 4; i++) losses[i].backward(retain_graph: true);")]
    [InlineData("net.train(false);\nvar losses = net.call(x).square().mean([1L]);\nfor (var i = 0; i < 4; i++) losses[i].backward(retain_graph: true);")]
    [InlineData("for (var i = 0; i < 4; i++) net.call(x[i].unsqueeze(0)).sum().backward();")]
    [InlineData("var losses = net.call(x).square().mean([1L]);\nlosses.mean().backward();")]
    [InlineData("var losses = net.call(x).square().mean([1L]);\nfor (var i = 0; i < 4; i++) losses[0].backward(retain_graph: true);")]
    public Task Evaluation_single_examples_and_the_loss_of_the_batch_are_silent(string body) => Verify.Silence(Net() + Trainings.Train(body));

    [Fact]
    public Task Norms_over_features_are_silent() => Verify.Silence(
        Net("readonly LayerNorm norm = LayerNorm(8);") + Trainings.Train("var losses = net.call(x).square().mean([1L]);\nfor (var i = 0; i < 4; i++) losses[i].backward(retain_graph: true);"));
}
