using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<DecayedResidualsAnalyzer>;

public sealed class DecayedResidualsTests
{
    private static string Net(string forward = "x + alpha * down.call(up.call(x).relu())", string fields = "readonly Parameter alpha = Parameter(zeros(1));")
        => Models.Of("public readonly Linear up = Linear(8, 8), down = Linear(8, 8); " + fields, forward);

    private static string Train(string optimizer) => Trainings.Train($"var optimizer = {optimizer};");

    [Fact]
    public Task A_number_that_scales_a_branch_is_found() => Verify.Findings(
        Net() + Train("torch.optim.{|#0:AdamW|}(net.parameters(), 1e-3, weight_decay: 0.01)"),
        Verify.Finding("AdamW decays everything by 0.01, also 'alpha', which a residual branch is multiplied by or shifted by: decay pulls the branch towards nothing; give such numbers a group without decay"));

    [Fact]
    public Task The_numbers_of_a_rule_are_found() => Verify.Findings(
        Models.Of("readonly Linear layer = Linear(8, 8);", "layer.call(x)", "Mlp") + """
        [ScaledResidual(ResidualScale.ReZero)]
        partial class Net : Module<Tensor, Tensor>
        {
            [Sublayer] private readonly Mlp mlp = new();
            public Net() : base("Net") { InitializeNorms(); RegisterComponents(); }
            public override partial Tensor forward(Tensor x);
        }

        """ + Train("torch.optim.[|SGD|](net.parameters(), 0.1, weight_decay: 5e-4)"));

    [Theory]
    [InlineData("torch.optim.AdamW(net.parameters(), 1e-3)")]
    [InlineData("torch.optim.AdamW(net.parameters(), 1e-3, weight_decay: 0)")]
    [InlineData("torch.optim.AdamW(net.up.parameters(), 1e-3, weight_decay: 0.01)")]
    [InlineData("torch.optim.AdamW(net.parameters().Where(p => p.ndim > 1), 1e-3, weight_decay: 0.01)")]
    public Task No_decay_or_not_over_everything_is_silent(string optimizer) => Verify.Silence(Net() + Train(optimizer));

    [Theory]
    [InlineData("alpha * down.call(up.call(x).relu())", "readonly Parameter alpha = Parameter(zeros(1));")]
    [InlineData("x + down.call(up.call(x).relu())", "")]
    [InlineData("x + alpha * down.call(norm.call(up.call(x)))", "readonly Parameter alpha = Parameter(zeros(1)); readonly LayerNorm norm = LayerNorm(8);")]
    public Task No_branch_no_number_or_norms_that_NG3015_tells_of_are_silent(string forward, string fields) => Verify.Silence(Net(forward, fields) + Train("torch.optim.AdamW(net.parameters(), 1e-3, weight_decay: 0.01)"));

    [Fact]
    public Task The_parameters_are_split() => Verify.FixWithoutAll<SplitGroupsCodeFix>(
        Net() + Train("torch.optim.[|AdamW|](net.parameters(), 1e-3, weight_decay: 0.01)"),
        Net() + Train("""
            torch.optim.AdamW(new[]
            {
                new AdamW.ParamGroup { Parameters = net.parameters().Where(p => p.ndim > 1).ToArray() },
                new AdamW.ParamGroup(net.parameters().Where(p => p.ndim <= 1).ToArray(), new AdamW.Options { weight_decay = 0 }),
            }, 1e-3, weight_decay: 0.01)
            """));
}
