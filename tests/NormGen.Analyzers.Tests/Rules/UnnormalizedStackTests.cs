using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<UnnormalizedStackAnalyzer>;

public sealed class UnnormalizedStackTests
{
    private const string Layers = "readonly Linear up = Linear(8, 16), down = Linear(16, 8);";

    private static string Net(string block = "x + down.call(functional.relu(up.call(x)))", string blockFields = Layers, int depth = 24, string loop = "x = block.call(x);", string more = "") => Models.Of(blockFields, block, "Block") + $$"""
        class Net : Module<Tensor, Tensor>
        {
            readonly ModuleList<Block> blocks = new {|#0:ModuleList<Block>|}();
            readonly LayerNorm norm = LayerNorm(8);
            readonly Linear head = Linear(8, 2);

            public Net() : base("Net")
            {
                for (var i = 0; i < {{depth}}; i++) blocks.Add(new Block());
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                foreach (var block in blocks) { {{loop}} }
                return head.call(norm.call(x));
            }
        }

        """ + more;

    private static string Silent(string source) => source.Replace("{|#0:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal);

    [Fact]
    public Task A_deep_stack_of_plain_branches_is_found() => Verify.Findings(
        Net(),
        Verify.Finding("The 24 residual branches of 'blocks' have no norm, no factor and the first values of their layers: where each adds a times its input, the output is up to (1 + a)^24 times as large; norms, or [ScaledResidual], keep it bounded"));

    [Fact]
    public Task Branches_of_a_block_count_each() => Verify.Findings(
        Net("x = x + up.call(x).relu(); return x + down.call(functional.gelu(x));", "readonly Linear up = Linear(8, 8), down = Linear(8, 8);", depth: 5),
        Verify.Finding("The 10 residual branches of 'blocks' have no norm, no factor and the first values of their layers: where each adds a times its input, the output is up to (1 + a)^10 times as large; norms, or [ScaledResidual], keep it bounded"));

    [Theory]
    [InlineData("x + 0.1 * down.call(functional.relu(up.call(x)))", Layers)]
    [InlineData("x + alpha * down.call(functional.relu(up.call(x)))", Layers + " readonly Parameter alpha = Parameter(zeros(1));")]
    [InlineData("x + down.call(functional.relu(up.call(norm.call(x))))", Layers + " readonly LayerNorm norm = LayerNorm(8);")]
    [InlineData("norm.call(x + down.call(functional.relu(up.call(x))))", Layers + " readonly LayerNorm norm = LayerNorm(8);")]
    [InlineData("x + down.call(functional.relu(up.call(x))).tanh()", Layers)]
    [InlineData("down.call(functional.relu(up.call(x)))", Layers)]
    public Task A_factor_a_norm_a_bound_or_no_residual_is_silent(string block, string fields) => Verify.Silence(Silent(Net(block, fields)));

    [Theory]
    [InlineData(8, "x = block.call(x);", "")]
    [InlineData(24, "x = norm.call(block.call(x));", "")]
    [InlineData(24, "x = 0.5 * block.call(x);", "")]
    [InlineData(24, "x = block.call(x);", "static class Start { public static void Zero(Net net) { foreach (var (name, weight) in net.named_parameters()) if (name.EndsWith(\"down.weight\")) nn.init.zeros_(weight); } }")]
    public Task Few_branches_something_between_blocks_or_first_values_of_ones_own_are_silent(int depth, string loop, string more) => Verify.Silence(Silent(Net(depth: depth, loop: loop, more: more)));

    [Fact]
    public Task A_depth_that_is_not_known_is_silent() => Verify.Silence(Silent(Net().Replace("public Net()", "public Net(int depth)", StringComparison.Ordinal).Replace("i < 24", "i < depth", StringComparison.Ordinal)));
}
