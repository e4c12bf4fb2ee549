using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<StatefulNormSharedAnalyzer>;

public sealed class StatefulNormSharedTests
{
    private const string Fields = "readonly Conv2d conv1 = Conv2d(8, 8, 3), conv2 = Conv2d(8, 8, 3); readonly BatchNorm2d norm = BatchNorm2d(8);";

    [Fact]
    public Task A_batch_norm_behind_two_convolutions_is_found_at_the_second() => Verify.Findings(
        Models.Of(Fields, "x = functional.relu(norm.call(conv1.call(x))); return functional.relu({|#0:norm.call(conv2.call(x))|});"),
        Verify.Finding("'norm' is used at more than one place of this forward: the running statistics of one BatchNorm2d then mix several distributions, and evaluation normalizes each place by what fits none; make one for each place"));

    [Theory]
    [InlineData("norm.call(conv1.call(x)) + [|norm.call(conv2.call(x))|]")] // beside each other
    [InlineData("var h = norm.call(x); h = conv1.call(h); if (training) h = [|norm.call(h)|]; return h;")]
    public Task Two_branches_count(string forward) => Verify.Findings(Models.Of(Fields, forward));

    [Theory]
    [InlineData("foreach (var layer in layers) x = functional.relu([|norm.call(layer.call(x))|]); return x;")]
    [InlineData("for (var i = 0; i < 3; i++) x = [|norm.call(functional.relu(layers[i].call(x)))|]; return x;")]
    public Task A_loop_over_layers_is_many_places_and_has_no_fix(string forward)
    {
        var source = Layers(3, forward);
        return Verify.FixWithoutAll<OwnNormCodeFix>(source, source);
    }

    [Fact]
    public Task A_loop_over_a_single_layer_is_silent() => Verify.Silence(Layers(1, "foreach (var layer in layers) x = norm.call(layer.call(x)); return x;"));

    private static string Layers(int count, string forward) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            readonly ModuleList<Conv2d> layers = new();
            readonly BatchNorm2d norm = BatchNorm2d(8);

            public Net() : base("Net")
            {
                for (var i = 0; i < {{count}}; i++) layers.Add(Conv2d(8, 8, 3));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) { {{forward}} }
        }
        """;

    [Theory]
    [InlineData("readonly PowerNorm shared = torch.nn.PowerNorm(8); readonly Linear a = Linear(8, 8);", "var h = shared.call(x); return [|shared.call(a.call(h))|];")]
    [InlineData("readonly UnifiedNorm shared = torch.nn.UnifiedNorm(8); readonly Linear a = Linear(8, 8);", "var h = shared.call(x); return [|shared.call(a.call(h))|];")]
    public Task Norms_with_running_statistics_of_NormGen_count(string fields, string forward) => Verify.Findings(Models.Of(fields, forward));

    [Theory]
    [InlineData("training ? norm.call(conv1.call(x)) : norm.call(conv2.call(x))")] // one or the other
    [InlineData("for (var i = 0; i < 3; i++) x = norm.call(conv1.call(x)); return x;")] // shared over time on purpose
    [InlineData("norm.call(conv1.call(x)) + norm.call(conv1.call(-x))")] // two inputs through the same layer
    public Task One_place_is_silent(string forward) => Verify.Findings(Models.Of(Fields, forward));

    [Theory]
    [InlineData("readonly Linear a = Linear(8, 8); readonly LayerNorm norm = LayerNorm(8);", "norm.call(a.call(norm.call(x)))")]
    [InlineData("readonly Linear a = Linear(8, 8); readonly BatchNorm1d norm = BatchNorm1d(8, track_running_stats: false);", "norm.call(a.call(norm.call(x)))")]
    public Task Norms_without_running_statistics_are_silent(string fields, string forward) => Verify.Findings(Models.Of(fields, forward));

    [Fact]
    public Task The_fix_makes_a_norm_for_the_second_place() => Verify.FixWithoutAll<OwnNormCodeFix>(
        Lines("x = norm.call(conv1.call(x)); return [|norm.call(conv2.call(x))|];"),
        Lines("x = norm.call(conv1.call(x)); return norm2.call(conv2.call(x));", "\n    private readonly BatchNorm2d norm2 = BatchNorm2d(8, eps: 1e-3);"));

    private static string Lines(string forward, string field = "") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv1 = Conv2d(8, 8, 3), conv2 = Conv2d(8, 8, 3);
            private readonly BatchNorm2d norm = BatchNorm2d(8, eps: 1e-3);{{field}}

            public Net() : base("Net") => RegisterComponents();

            public override Tensor forward(Tensor x)
            {
                {{forward}}
            }
        }
        """;
}
