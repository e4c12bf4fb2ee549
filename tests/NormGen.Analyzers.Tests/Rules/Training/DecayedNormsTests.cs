using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<DecayedNormsAnalyzer>;

public sealed class DecayedNormsTests
{
    private static string Train(string optimizer) => Trainings.Net + Trainings.Train($"var optimizer = {optimizer};");

    [Fact]
    public Task The_message_names_a_gain_and_counts_the_rest() => Verify.Findings(
        Train("torch.optim.{|#0:AdamW|}(net.parameters(), 1e-3, weight_decay: 0.01)"),
        Verify.Finding("AdamW decays everything by 0.01, also 'norm.weight' (and 1 other parameter of norms, 2 biases): gains and biases have no reason to be near zero; give them a group without decay"));

    [Theory]
    [InlineData("torch.optim.[|SGD|](net.named_parameters(), 0.1, weight_decay: 5e-4)")]
    [InlineData("new [|AdamW|](net.parameters().ToList(), weight_decay: Decay.Value)")]
    public Task Every_optimizer_and_every_constant_counts(string optimizer) => Verify.Findings("class Decay { public static readonly double Value = 0.1; }\n" + Train(optimizer));

    [Fact]
    public Task The_norms_of_the_stock_encoder_count() => Verify.Findings(
        Trainings.Module("readonly TransformerEncoder encoder = TransformerEncoder(TransformerEncoderLayer(8, 2), 2);\n\npublic Net() : base(\"\") => RegisterComponents();") + Trainings.Train("torch.optim.[|AdamW|](net.parameters(), weight_decay: 0.01);"));

    [Theory]
    [InlineData("torch.optim.AdamW(net.parameters(), 1e-3)")] // no decay in TorchSharp
    [InlineData("torch.optim.AdamW(net.parameters(), 1e-3, weight_decay: 0)")]
    [InlineData("torch.optim.AdamW(net.parameters(), 1e-3, weight_decay: rate)")]
    [InlineData("torch.optim.AdamW(net.head.parameters(), 1e-3, weight_decay: 0.01)")] // no norm in it
    [InlineData("torch.optim.AdamW(net.parameters().Where(p => p.ndim > 1), 1e-3, weight_decay: 0.01)")]
    [InlineData("torch.optim.AdamW([new AdamW.ParamGroup { Parameters = net.parameters() }], 1e-3, weight_decay: 0.01)")]
    public Task No_decay_or_not_over_everything_is_silent(string optimizer) => Verify.Silence(Train(optimizer));

    [Fact]
    public Task Batch_norms_of_a_convolutional_network_are_silent() => Verify.Silence(
        Trainings.Module("readonly Conv2d conv = Conv2d(3, 8, 3);\nreadonly BatchNorm2d norm = BatchNorm2d(8);\n\npublic Net() : base(\"\") => RegisterComponents();") + Trainings.Train("torch.optim.SGD(net.parameters(), 0.1, weight_decay: 5e-4);"));

    [Fact]
    public Task Norms_without_parameters_are_silent() => Verify.Silence(
        Trainings.Module("readonly LayerNorm norm = LayerNorm(8, elementwise_affine: false);\nreadonly Linear layer = Linear(8, 8);\n\npublic Net() : base(\"\") => RegisterComponents();") + Trainings.Train("torch.optim.AdamW(net.parameters(), weight_decay: 0.01);"));

    [Fact]
    public Task The_parameters_are_split() => Verify.FixWithoutAll<SplitGroupsCodeFix>(
        Train("torch.optim.[|AdamW|](net.parameters(), 1e-3, weight_decay: 0.01)"),
        Train("""
            torch.optim.AdamW(new[]
            {
                new AdamW.ParamGroup { Parameters = net.parameters().Where(p => p.ndim > 1).ToArray() },
                new AdamW.ParamGroup(net.parameters().Where(p => p.ndim <= 1).ToArray(), new AdamW.Options { weight_decay = 0 }),
            }, 1e-3, weight_decay: 0.01)
            """));

    [Fact]
    public Task A_model_made_in_place_is_found_and_left()
    {
        var source = Train("torch.optim.[|AdamW|](new Net().parameters(), 1e-3, weight_decay: 0.01)");
        return Verify.FixWithoutAll<SplitGroupsCodeFix>(source, source);
    }
}
