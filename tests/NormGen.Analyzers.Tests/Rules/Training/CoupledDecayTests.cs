using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<CoupledDecayAnalyzer>;

public sealed class CoupledDecayTests
{
    private static string Train(string optimizer) => Trainings.Net + Trainings.Train($"var optimizer = {optimizer};");

    [Fact]
    public Task The_message_names_optimizer_and_decay() => Verify.Findings(
        Train("torch.optim.{|#0:RMSProp|}(net.parameters(), weight_decay: 1e-5)"),
        Verify.Finding("RMSProp adds weight_decay: 1e-5 to the gradient and divides the sum by its running size: weights with large gradients decay least; decay them apart from the gradient, as AdamW does"));

    [Theory]
    [InlineData("torch.optim.[|Adagrad|](net.parameters(), weight_decay: 0.1)")]
    [InlineData("torch.optim.[|Adadelta|](net.parameters(), weight_decay: 0.1)")]
    [InlineData("torch.optim.[|Adamax|](net.named_parameters(), weight_decay: 0.1)")]
    [InlineData("torch.optim.[|NAdam|](net.parameters(), weight_decay: 0.1)")]
    [InlineData("torch.optim.[|RAdam|](net.parameters(), weight_decay: 0.1)")]
    public Task Every_optimizer_that_divides_counts(string optimizer) => Verify.Findings(Train(optimizer));

    [Theory]
    [InlineData("torch.optim.[|NAdam|]([new NAdam.ParamGroup(net.parameters(), weight_decay: 0.1)])")]
    [InlineData("torch.optim.[|RMSProp|]([new RMSProp.ParamGroup { Parameters = net.parameters() }], weight_decay: 0.1)")]
    [InlineData("torch.optim.[|RAdam|](Groups(net), weight_decay: 0.1);\nstatic RAdam.ParamGroup[] Groups(Net model) => [new() { Parameters = model.head.parameters() }]")]
    public Task The_decay_of_groups_counts(string optimizer) => Verify.Findings(Train(optimizer));

    [Theory]
    [InlineData("torch.optim.NAdam([new NAdam.ParamGroup(net.parameters())], weight_decay: 0.1)")] // the group sets its own, zero
    [InlineData("torch.optim.NAdam([new NAdam.ParamGroup(net.parameters(), weight_decay: rate)])")]
    [InlineData("torch.optim.RMSProp(net.parameters())")]
    [InlineData("torch.optim.NAdam(net.parameters(), weight_decay: 0)")]
    [InlineData("torch.optim.NAdam(net.parameters(), weight_decay: rate)")]
    [InlineData("torch.optim.SGD(net.parameters(), 0.1, weight_decay: 0.1)")] // nothing is divided
    [InlineData("torch.optim.AdamW(net.parameters(), weight_decay: 0.1)")] // apart from the gradient
    public Task No_decay_or_decay_of_another_kind_is_silent(string optimizer) => Verify.Silence(Train(optimizer));

    [Theory]
    [InlineData("torch.optim.[|RMSProp|](net.parameters(), 1e-3, weight_decay: 0.1)", "torch.optim.RMSProp(net.parameters(), 1e-3)", 0)]
    [InlineData("torch.optim.[|Adagrad|](net.parameters(), 0.01, 0, 0.1, 0)", "torch.optim.Adagrad(net.parameters(), 0.01, 0, 0, 0)", 0)]
    [InlineData("torch.optim.[|NAdam|](net.parameters(), 1e-3, weight_decay: 0.1)", "torch.optim.AdamW(net.parameters(), 1e-3, weight_decay: 0.1)", 0)]
    [InlineData("torch.optim.[|NAdam|](net.parameters(), 1e-3, weight_decay: 0.1)", "torch.optim.NAdam(net.parameters(), 1e-3)", 1)]
    [InlineData("torch.optim.[|NAdam|](net.parameters(), weight_decay: 0.1, momentum_decay: 0.01)", "torch.optim.NAdam(net.parameters(), momentum_decay: 0.01)", 0)] // AdamW has none
    public Task The_fix_trains_by_AdamW_or_leaves_the_decay_out(string before, string after, int choice)
        => Verify.Fix<CoupledDecayCodeFix>(Train(before), Train(after), fixAll: false, codeActionIndex: choice);
}
