using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<MomentumOverScaleInvariantWeightsAnalyzer>;

public sealed class MomentumOverScaleInvariantWeightsTests
{
    private const string ConvNet = """
        class Net : Module<Tensor, Tensor>
        {
            readonly Conv2d conv1 = Conv2d(3, 8, 3, bias: false), conv2 = Conv2d(8, 8, 3);
            readonly BatchNorm2d bn1 = BatchNorm2d(8), bn2 = BatchNorm2d(8);
            readonly Linear head = Linear(8, 10);

            public Net() : base("Net") => RegisterComponents();

            public override Tensor forward(Tensor x)
            {
                x = functional.relu(bn1.call(conv1.call(x)));
                x = functional.relu(x + bn2.call(conv2.call(x)));
                return head.call(x.mean([-2, -1]));
            }
        }

        """;

    private const string Plain = """
        class Net : Module<Tensor, Tensor>
        {
            readonly Linear hidden = Linear(8, 8), head = Linear(8, 2);

            public Net() : base("Net") => RegisterComponents();

            public override Tensor forward(Tensor x) => head.call(functional.relu(hidden.call(x)));
        }

        """;

    private static string Train(string body) => "class Training { static void Run(double rate) { " + body + " } }";

    [Fact]
    public Task Adam_over_convolutions_before_batch_norms_is_found_and_names_weight_and_norm() => Verify.Findings(
        ConvNet + Train("var net = new Net(); var optimizer = torch.optim.{|#0:Adam|}(net.parameters(), 1e-3);"),
        Verify.Finding("Adam keeps momentum over 2 weights whose scale a norm takes away, such as 'conv1.weight' per output channel because of 'bn1': their norms grow and their effective steps shrink"));

    [Theory]
    [InlineData("torch.optim.[|SGD|](net.parameters(), 0.1, momentum: 0.9)")]
    [InlineData("torch.optim.[|SGD|](net.named_parameters(), 0.1, 0.5, nesterov: true)")]
    [InlineData("torch.optim.[|AdamW|](net.parameters().ToList())")]
    [InlineData("torch.optim.[|Adamax|](net.parameters())")]
    [InlineData("torch.optim.[|NAdam|](net.parameters(), beta1: 0.8)")]
    [InlineData("torch.optim.[|RAdam|](net.parameters(recurse: true))")]
    [InlineData("torch.optim.[|RMSProp|](net.parameters(), momentum: 0.9)")]
    [InlineData("torch.optim.[|AdamW|](net, weight_decay: 0, fused: true)")]
    [InlineData("torch.optim.[|SGD|](net, 0.1, momentum: 0.9, fused: true)")]
    [InlineData("torch.optim.[|Lion|](net)")]
    [InlineData("new [|Adam|](net.parameters())")]
    public Task Every_optimizer_with_momentum_counts(string construction) => Verify.Findings(ConvNet + Train($"Net net = new(); var optimizer = {construction};"));

    [Theory]
    [InlineData("torch.optim.SGD(net.parameters(), 0.1)")]
    [InlineData("torch.optim.SGD(net.parameters(), 0.1, momentum: 0)")]
    [InlineData("torch.optim.SGD(net.parameters(), 0.1, momentum: rate)")]
    [InlineData("torch.optim.Adam(net.parameters(), beta1: 0)")]
    [InlineData("torch.optim.Adam(net.parameters(), beta1: rate)")]
    [InlineData("torch.optim.RMSProp(net.parameters())")]
    [InlineData("torch.optim.Adagrad(net.parameters())")]
    [InlineData("torch.optim.SCALE(net)")]
    [InlineData("new NormGen.Optimizers.ProjectedOptimizer(torch.optim.Adam(net.parameters()), net)")]
    [InlineData("new NormGen.Optimizers.ProjectedOptimizer((torch.optim.SGD(net.parameters(), 0.1, momentum: 0.9)), new NormGen.Optimizers.WeightProjection(net))")]
    [InlineData("torch.optim.Adam(net.parameters().Where(p => p.ndim == 1))")]
    [InlineData("torch.optim.Adam(net.parameters(recurse: false))")]
    [InlineData("torch.optim.Adam([new Adam.ParamGroup(net.parameters(), beta1: 0)])")]
    [InlineData("torch.optim.Adam([new Adam.ParamGroup(net.parameters(), beta1: rate)])")]
    [InlineData("torch.optim.SGD([new SGD.ParamGroup(net.parameters())], 0.1, momentum: 0.9)")] // its constructor sets the momentum to zero
    [InlineData("torch.optim.Adam([new Adam.ParamGroup(net.parameters().Where(p => p.ndim == 1))])")]
    public Task No_momentum_or_momentum_unknown_or_a_part_of_the_parameters_is_silent(string construction) => Verify.Findings(ConvNet + Train($"Net net = new(); var optimizer = {construction};"));

    [Fact]
    public Task Groups_are_followed_and_only_what_they_hold_counts() => Verify.Findings(
        ConvNet + Train("var net = new Net(); torch.optim.{|#0:SGD|}([new SGD.ParamGroup { Parameters = net.named_parameters().Where(p => p.name.StartsWith(\"conv2\")).Select(p => p.parameter) }, new SGD.ParamGroup(net.parameters().Where(p => p.ndim == 1))], 0.1, momentum: 0.9);"),
        Verify.Finding("SGD keeps momentum over 1 weight whose scale a norm takes away, such as 'conv2.weight' per output channel because of 'bn2': their norms grow and their effective steps shrink"));

    [Theory]
    [InlineData("torch.optim.[|Adam|]([new Adam.ParamGroup(net.parameters())])")]
    [InlineData("torch.optim.[|Adam|](net.parameters().Where(p => p.ndim > 1))")]
    [InlineData("torch.optim.[|AdamW|]([new AdamW.ParamGroup { Parameters = net.parameters(), Options = new AdamW.Options { weight_decay = 0 } }])")]
    [InlineData("torch.optim.[|SGD|]([new SGD.ParamGroup(net.parameters(), momentum: 0.9)], 0.1)")]
    public Task Momentum_of_a_group_is_its_own_or_the_optimizers(string construction) => Verify.Findings(ConvNet + Train($"Net net = new(); var optimizer = {construction};"));

    [Fact]
    public Task Fields_and_methods_are_followed() => Verify.Findings(ConvNet + """
        class Training
        {
            private readonly Module<Tensor, Tensor> model = new Net();
            private const double Momentum = 0.9;
            public torch.optim.Optimizer Make() => Build(model.parameters(), Momentum);
            private static torch.optim.Optimizer Build(IEnumerable<Parameter> parameters, double momentum) => torch.optim.[|SGD|](parameters, 0.1, momentum: momentum);
        }
        """);

    [Fact]
    public Task A_model_that_changes_is_silent() => Verify.Findings(ConvNet + """
        class Training
        {
            private Module<Tensor, Tensor> model = new Net();
            public void Replace() => model = Linear(2, 2);
            public torch.optim.Optimizer Make() => torch.optim.SGD(model.parameters(), 0.1, momentum: 0.9);
        }
        """);

    [Fact]
    public Task A_model_without_norms_is_silent() => Verify.Findings(Plain + Train("var net = new Net(); torch.optim.SGD(net.parameters(), 0.1, momentum: 0.9);"));

    [Fact]
    public Task With_weight_decay_it_says_what_keeps_the_norms() => Verify.Findings(
        ConvNet + Train("var net = new Net(); torch.optim.{|#0:AdamW|}(net.parameters(), weight_decay: rate);"),
        Verify.Finding("AdamW keeps momentum over 2 weights whose scale a norm takes away, such as 'conv1.weight' per output channel because of 'bn1': weight decay alone keeps their norms from growing"));

    [Theory]
    [InlineData("foreach (var p in net.bn1.parameters()) p.requires_grad = false;")]
    [InlineData("net.conv1.weight.requires_grad_(false);")]
    [InlineData("net.bn1.eval();")]
    public Task Frozen_parameters_and_frozen_statistics_are_silent(string freeze) => Verify.Findings(
        ConvNet.Replace("readonly Conv2d", "public readonly Conv2d").Replace("readonly BatchNorm2d", "public readonly BatchNorm2d")
        + Train($"var net = new Net(); {freeze} torch.optim.Adam(net.parameters());"));

    [Fact]
    public Task A_model_that_sets_the_mode_of_its_norms_itself_is_silent() => Verify.Findings(
        ConvNet.Replace("public override Tensor forward", "protected override void train(bool on) { base.train(on); bn1.eval(); } public override Tensor forward").Replace("protected override void train", "public override void train")
        + Train("var net = new Net(); torch.optim.Adam(net.parameters());"));

    [Theory]
    [InlineData("readonly Linear hidden = Linear(8, 8); readonly LayerNorm norm = LayerNorm(8);", "norm.call(hidden.call(x))")] // the bias scales only together with the weight
    [InlineData("readonly Linear hidden = Linear(8, 8, hasBias: false); readonly LayerNorm norm = LayerNorm(8);", "norm.call(x + hidden.call(x))")]
    [InlineData("readonly Linear hidden = Linear(8, 8, hasBias: false); readonly LayerNorm norm = LayerNorm(8);", "norm.call(functional.gelu(hidden.call(x)))")]
    [InlineData("readonly Linear hidden = Linear(8, 8, hasBias: false); readonly LayerNorm norm = LayerNorm(8);", "hidden.call(norm.call(x))")]
    [InlineData("readonly Linear hidden = Linear(8, 8, hasBias: false); readonly LayerNorm norm = LayerNorm(8);", "norm.call(hidden.call(x)) + x.matmul(hidden.weight!)")]
    public Task Weights_whose_scale_matters_are_silent(string fields, string forward) => Verify.Findings(
        $$"""
        class Net : Module<Tensor, Tensor>
        {
            {{fields}}
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """ + Train("var net = new Net(); torch.optim.Adam(net.parameters());"));

    [Fact]
    public Task Tied_weights_are_silent() => Verify.Findings(
        """
        class Net : Module<Tensor, Tensor>
        {
            readonly Embedding table; readonly LayerNorm norm = LayerNorm(8); readonly Linear head;
            public Net() : base("Net")
            {
                table = Embedding(100, 8);
                head = Linear(8, 100, hasBias: false);
                head.weight = table.weight;
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => head.call(norm.call(table.call(x)));
        }
        """ + Train("var net = new Net(); torch.optim.Adam(net.parameters());"));

    [Fact]
    public Task A_norm_of_the_users_own_is_silent() => Verify.Findings(
        """
        class MyNorm : Module<Tensor, Tensor>
        {
            public MyNorm() : base("MyNorm") { }
            public override Tensor forward(Tensor x) => x * torch.rsqrt(x.square().mean([-1], keepdim: true) + 1e-6);
        }
        class Net : Module<Tensor, Tensor>
        {
            readonly Linear hidden = Linear(8, 8, hasBias: false), head = Linear(8, 2);
            readonly MyNorm norm = new();
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => head.call(norm.call(hidden.call(x)));
        }
        """ + Train("var net = new Net(); torch.optim.Adam(net.parameters());"));

    [Fact]
    public Task A_sequential_model_is_read_where_it_is_made() => Verify.Findings(
        Train("""
            var net = Sequential(("lin", Linear(4, 8, hasBias: false)), ("norm", BatchNorm1d(8)), ("act", ReLU()), ("head", Linear(8, 2)));
            torch.optim.{|#0:SGD|}(net.parameters(), rate, momentum: 0.9);
            """),
        Verify.Finding("SGD keeps momentum over 1 weight whose scale a norm takes away, such as 'lin.weight' per output row because of 'norm': their norms grow and their effective steps shrink"));

    [Fact]
    public Task A_peri_ln_block_makes_its_last_projections_invariant() => Verify.Findings(
        """
        class FeedForward : Module<Tensor, Tensor>
        {
            readonly Linear up = Linear(8, 32, hasBias: false), down = Linear(32, 8, hasBias: false);
            public FeedForward() : base("FeedForward") => RegisterComponents();
            public override Tensor forward(Tensor x) => down.call(functional.gelu(up.call(x)));
        }
        [PeriLN(Norm = typeof(NormGen.Modules.RMSNorm))]
        partial class Net : Module<Tensor, Tensor>
        {
            [Sublayer] readonly FeedForward feedForward = new();
            public Net() : base("Net") { InitializeNorms(8); RegisterComponents(); }
            public override partial Tensor forward(Tensor x);
        }
        """ + Train("var net = new Net(); torch.optim.{|#0:Adam|}(net.parameters());"),
        Verify.Finding("Adam keeps momentum over 1 weight whose scale a norm takes away, such as 'feedForward.down.weight' as a whole because of 'feedForward_norm_out': their norms grow and their effective steps shrink"));

    [Fact]
    public Task Adam_becomes_scale_at_its_rate() => Verify.Fix<UseScaleCodeFix>(
        ConvNet + Train("var net = new Net(); var optimizer = torch.optim.[|Adam|](net.parameters(), lr: rate, beta2: 0.95);"),
        ConvNet + Train("var net = new Net(); var optimizer = torch.optim.SCALE(net, lr: rate);"),
        fixAll: false);

    [Fact]
    public Task SGD_becomes_scale_at_a_rate_of_its_own() => Verify.Fix<UseScaleCodeFix>(
        ConvNet + Train("var net = new Net(); optim.Optimizer optimizer = optim.[|SGD|](net.parameters(), 0.1, momentum: 0.9);"),
        ConvNet + Train("var net = new Net(); optim.Optimizer optimizer = optim.SCALE(net);"),
        fixAll: false);

    [Fact]
    public Task A_using_that_SCALE_needs_is_added()
    {
        const string Before = "using TorchSharp;\nusing TorchSharp.Modules;\nusing static TorchSharp.torch;\nusing static TorchSharp.torch.nn;\n";
        return Verify.Fix<UseScaleCodeFix>(
            Before + "\n" + ConvNet + Train("var net = new Net(); var optimizer = torch.optim.[|AdamW|](net.parameters(), weight_decay: 0);"),
            Before + "using NormGen;\n\n" + ConvNet + Train("var net = new Net(); var optimizer = torch.optim.SCALE(net, weight_decay: 0);"),
            fixAll: false,
            hasOwnUsings: true);
    }

    [Fact]
    public Task A_field_of_the_optimizers_own_class_has_no_fix()
    {
        var source = ConvNet + "class Training { SGD optimizer = torch.optim.[|SGD|](new Net().parameters(), 0.1, momentum: 0.9); }";
        return Verify.Fix<UseScaleCodeFix>(source, source, fixAll: false);
    }

    [Theory]
    [InlineData("Adam|}(net.parameters(), lr: rate, beta2: 0.95)", "AdamP(net, lr: rate, beta2: 0.95)")]
    [InlineData("AdamW|}(net.parameters(), 1e-3)", "AdamP(net, lr: 1e-3, weight_decay: 0.01)")]
    [InlineData("AdamW|}(net.parameters(), weight_decay: 0.1)", "AdamP(net, weight_decay: 0.1)")]
    [InlineData("SGD|}(net.parameters(), 0.1, momentum: 0.9, nesterov: true)", "SGDP(net, lr: 0.1, momentum: 0.9, nesterov: true)")]
    public Task What_an_optimizer_with_projection_has_too_is_kept(string before, string after) => Verify.Fix<UseProjectedCodeFix>(
        ConvNet + Train("var net = new Net(); var optimizer = torch.optim.{|NG2001:" + before + ";"),
        ConvNet + Train($"var net = new Net(); var optimizer = torch.optim.{after};"),
        fixAll: false);

    [Theory]
    [InlineData("Adam|}(net.parameters(), weight_decay: 0.1)")] // another decay than AdamP's
    [InlineData("Adam|}(net.parameters(), amsgrad: true)")]
    [InlineData("Lion|}(net)")]
    public Task What_an_optimizer_with_projection_has_not_has_no_fix(string construction)
    {
        var source = ConvNet + Train("var net = new Net(); var optimizer = torch.optim.{|NG2001:" + construction + ";");
        return Verify.Fix<UseProjectedCodeFix>(source, source, fixAll: false);
    }
}
