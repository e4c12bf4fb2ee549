using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BareNonlinearityAnalyzer>;

public sealed class BareNonlinearityTests
{
    [Theory]
    [InlineData("head.call(functional.gelu(norm.call(hidden.call(x))))")]
    [InlineData("head.call(norm.call(hidden.call(x)).view(-1, 4).tanh())")]
    [InlineData("head.call(functional.relu(functional.dropout(norm.call(hidden.call(x)))))")]
    [InlineData("head.call(functional.relu(functional.layer_norm(hidden.call(x), new long[] { 4 }) * gain + gain))")]
    [InlineData("head.call(active.call(hidden.call(x)))")]
    [InlineData("head.call(act.call(norm.call(hidden.call(x))))")]
    [InlineData("head.call(functional.softmax(hidden.call(x), -1))")]
    public Task A_norm_before_every_nonlinearity_is_fine(string forward) => Verify.Silence(Net(forward));

    [Theory]
    [InlineData("head.call({|#0:functional.gelu(hidden.call(x))|})", "gelu")]
    [InlineData("head.call({|#0:hidden.call(x).relu()|})", "relu")]
    [InlineData("head.call({|#0:functional.silu(norm.call(x) + hidden.call(x))|})", "silu")]
    [InlineData("norm.call({|#0:hidden.call(x).tanh()|})", "tanh")]
    public Task A_function_that_takes_anything_else_is_found_where_it_is_called(string forward, string name)
        => Verify.Findings(Net(forward), Verify.Finding(Message(name)));

    [Fact]
    public Task A_module_is_found_where_it_is_held() => Verify.Findings(Net("head.call(act.call(hidden.call(x)))", "{|#0:act|}"), Verify.Finding(Message("Tanh")));

    [Fact]
    public Task Classes_without_the_attribute_are_silent() => Verify.Findings(Net("head.call(functional.gelu(hidden.call(x)))").Replace("[NormalizeAndProject]", "[Optimizer(OptimizerKind.Scale)]"));

    [Theory]
    [InlineData("head.call([|functional.gelu(hidden.call(x))|])", "head.call(functional.gelu(hidden_norm.call(hidden.call(x))))")]
    [InlineData("head.call([|hidden.call(x).relu()|])", "head.call(hidden_norm.call(hidden.call(x)).relu())")]
    [InlineData("head.call([|torch.tanh(hidden.call(x))|])", "head.call(torch.tanh(hidden_norm.call(hidden.call(x))))")]
    public Task The_fix_puts_a_norm_behind_the_linear_map_of_its_outputs(string before, string after) => Verify.FixWithoutAll<NormBeforeNonlinearityCodeFix>(Net(before), Net(after, more: "\n    readonly LayerNorm hidden_norm = LayerNorm(4);"));

    [Theory]
    [InlineData("head.call([|functional.silu(norm.call(x) + hidden.call(x))|])")] // no linear map alone
    [InlineData("norm.call([|functional.gelu(x)|])")]
    public Task Where_no_linear_map_says_the_size_there_is_no_fix(string forward) => Verify.Fix<NormBeforeNonlinearityCodeFix>(Net(forward), Net(forward), fixAll: false);

    private static string Message(string name)
        => $"'{name}' takes what no norm has normalized: Normalize-and-Project has a norm immediately before every nonlinearity, or the weights in front of it are not scale-invariant and not projected";

    private static string Net(string forward, string act = "act", string more = "") => $$"""
        [NormalizeAndProject]
        public partial class Net : Module<Tensor, Tensor>
        {
            readonly Linear hidden = Linear(3, 4, hasBias: false), head = Linear(4, 4);{{more}}
            readonly LayerNorm norm = LayerNorm(4);
            readonly NormalizedReLU active = torch.nn.NormalizedReLU(4);
            readonly Tanh {{act}} = Tanh();
            readonly Parameter gain = Parameter(ones(4));

            public Net() : base("Net") => RegisterComponents();

            public override Tensor forward(Tensor x) => {{forward}};
        }
        """;
}
