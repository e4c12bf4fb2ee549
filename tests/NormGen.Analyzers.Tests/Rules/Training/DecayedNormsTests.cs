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
    [InlineData("torch.optim.AdamW([new AdamW.ParamGroup { Parameters = net.parameters().Where(p => p.ndim <= 1) }], 1e-3, weight_decay: 0.01)")] // norms and biases alone: someone meant it
    [InlineData("torch.optim.AdamW([new AdamW.ParamGroup(net.parameters())], 1e-3, weight_decay: 0.01)")] // its constructor sets the decay to zero
    [InlineData("torch.optim.AdamW([new AdamW.ParamGroup(net.parameters(), weight_decay: rate)], 1e-3)")]
    public Task No_decay_or_not_over_everything_is_silent(string optimizer) => Verify.Silence(Train(optimizer));

    [Fact]
    public Task A_group_that_decays_everything_is_found() => Verify.Findings(
        Train("torch.optim.AdamW([new {|#0:AdamW.ParamGroup|} { Parameters = net.parameters() }], 1e-3, weight_decay: 0.01)"),
        Verify.Finding("A group of AdamW decays everything by 0.01, also 'norm.weight' (and 1 other parameter of norms, 2 biases): gains and biases have no reason to be near zero; give them a group without decay"));

    [Theory]
    [InlineData("torch.optim.AdamW([new [|AdamW.ParamGroup|](net.named_parameters().Where(p => !p.name.StartsWith(\"head\")).Select(p => p.parameter), weight_decay: 0.1), new AdamW.ParamGroup(net.head.parameters())], 1e-3)")]
    [InlineData("torch.optim.SGD([new SGD.ParamGroup(net.head.parameters()), new [|SGD.ParamGroup|](net.parameters(), weight_decay: Decay.Value)], 0.1)")]
    public Task Groups_are_looked_at_one_by_one(string optimizer) => Verify.Findings("class Decay { public static readonly double Value = 0.1; }\n" + Train(optimizer));

    [Fact]
    public Task Groups_that_are_added_to_a_list_are_found() => Verify.Findings(Trainings.Net + Trainings.Train("var groups = new List<AdamW.ParamGroup>();\ngroups.Add(new [|AdamW.ParamGroup|] { Parameters = net.parameters() });\nvar optimizer = torch.optim.AdamW(groups, 1e-3, weight_decay: 0.01);"));

    [Fact]
    public Task A_method_that_returns_the_optimizer_is_followed_to_its_numbers() => Verify.Findings(Trainings.Net + """
        class Training(Net net)
        {
            private double Decay => 0.01;
            public torch.optim.Optimizer Make() => Build(net, Decay);
            private static torch.optim.Optimizer Build(Net model, double decay) => torch.optim.[|AdamW|](model.parameters(), weight_decay: decay);
        }
        """);

    [Fact]
    public Task Numbers_that_a_second_call_changes_are_silent() => Verify.Silence(Trainings.Net + """
        class Training(Net net)
        {
            public torch.optim.Optimizer Make() => Build(net, 0.01);
            public torch.optim.Optimizer Plain() => Build(net, 0);
            private static torch.optim.Optimizer Build(Net model, double decay) => torch.optim.AdamW(model.parameters(), weight_decay: decay);
        }
        """);

    [Fact]
    public Task A_model_of_a_base_class_is_followed_to_where_it_is_made() => Verify.Findings(Trainings.Net + """
        class Training
        {
            private readonly Module<Tensor, Tensor> model;
            private readonly torch.optim.Optimizer optimizer;

            internal Training(Module<Tensor, Tensor> model)
            {
                this.model = model;
                optimizer = torch.optim.[|AdamW|](this.model.parameters(), weight_decay: 0.01);
            }

            internal static Training Start() => new(new Net());
        }
        """);

    [Theory]
    [InlineData("static void Two() { new Training(new Net()); new Training(Linear(2, 2)); }", "internal")]
    [InlineData("static Training Start() => new(new Net());", "public")] // others may give it another model
    [InlineData("static Training Start() => new(new Net()); static Type Kind => typeof(Training);", "internal")] // a container may make it
    public Task A_model_of_a_base_class_that_may_be_another_is_silent(string calls, string access) => Verify.Silence(Trainings.Net + $$"""
        {{access}} class Training
        {
            {{access}} Training(Module<Tensor, Tensor> model) => torch.optim.AdamW(model.parameters(), weight_decay: 0.01);
            {{calls}}
        }
        """);

    [Fact]
    public Task Code_elsewhere_in_the_class_that_freezes_silences_it() => Verify.Silence(Trainings.Net + """
        class Training(Net net)
        {
            readonly torch.optim.Optimizer optimizer = torch.optim.AdamW(net.parameters(), weight_decay: 0.01);
            void Freeze() { foreach (var p in net.norm.parameters()) p.requires_grad = false; }
            void Step() => optimizer.step();
        }
        """);

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
