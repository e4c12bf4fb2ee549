using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BlockAnalyzer>;

public sealed class ScaleUnknownTests
{
    private static string Tower(string members) => $$"""

        public class Tower : Module<Tensor, Tensor>
        {
            {{members}}
            public override Tensor forward(Tensor x) => x;
        }
        """;

    private static string Counted(string attribute = "CountIn = typeof(Tower)") => Blocks.Of("[Sublayer] private readonly FeedForward feedForward = new(4);", $"[PreLN, ScaledResidual(ResidualScale.InverseBranches, {attribute})]");

    [Theory]
    [InlineData("readonly ModuleList<Block> blocks = new(); public Tower() : base(\"\") { for (var i = 0; i < 12; i++) blocks.Add(new Block()); }")]
    [InlineData("readonly ModuleList<Block> blocks = new(Enumerable.Range(0, 12).Select(_ => new Block()).ToArray()); public Tower() : base(\"\") { }")]
    [InlineData("readonly Block a = new(), b = new(); public Tower() : base(\"\") { }")]
    [InlineData("const int Depth = 3; readonly ModuleList<Block> blocks; public Tower() : base(\"\") { blocks = new(); for (var i = 1; i <= 2 * Depth; ++i) { blocks.Add(new Block()); } }")]
    public Task What_constants_say_is_counted(string members) => Verify.Silence(Counted() + Tower(members));

    [Theory]
    [InlineData("readonly ModuleList<Block> blocks = new(); public Tower(int depth) : base(\"\") { for (var i = 0; i < depth; i++) blocks.Add(new Block()); }")]
    [InlineData("readonly Block? block; public Tower(bool has) : base(\"\") { if (has) block = new(); }")]
    [InlineData("readonly ModuleList<Block> blocks = new(); public Tower(int depth) : base(\"\") { while (depth-- > 0) blocks.Add(new Block()); }")]
    [InlineData("readonly ModuleList<Block> blocks; public Tower(int depth) : base(\"\") { blocks = new(Enumerable.Range(0, depth).Select(_ => new Block()).ToArray()); }")]
    public Task What_is_known_at_run_time_only_is_not_counted(string members) => Verify.Findings(
        Counted("CountIn = {|#0:typeof(Tower)|}") + Tower(members),
        Verify<BlockAnalyzer>.Result("NG0024").WithLocation(0).WithMessage("The number of blocks of 'Block' is not known: how many 'Block' 'Tower' makes depends on values that are known at run time only: pass the number to InitializeNorms, or state Depth"));

    [Fact]
    public Task A_depth_that_is_none_is_found() => Verify.Findings(
        Counted("Depth = {|#0:-1|}"), Verify<BlockAnalyzer>.Result("NG0024").WithLocation(0).WithMessage("The number of blocks of 'Block' is not known: the number of blocks must be 1 or more, and is -1"));

    [Theory]
    [InlineData("Packed", "'qkv.weight' makes queries or keys together with values, and DeepNorm gives the two different gains")]
    [InlineData("Module<Tensor, Tensor>", "what it holds is not known")]
    public Task Weights_that_the_flow_does_not_tell_apart_are_found(string type, string reason) => Verify.Findings(
        Packed + Blocks.Of($"[Sublayer] private readonly {type} {{|#0:attention|}} = {(type == "Packed" ? "new()" : "null!")};", "[PostLN, ScaledResidual(ResidualScale.DeepNorm, Depth = 2)]"),
        Verify<BlockAnalyzer>.Result("NG0024").WithLocation(0).WithMessage($"DeepNorm cannot initialize the weights of sublayer 'attention': {reason}; initialize them there and write [Sublayer(Initialize = false)]"));

    [Fact]
    public Task A_sublayer_that_initializes_itself_is_fine()
        => Verify.Silence(Packed + Blocks.Of("[Sublayer(Initialize = false)] private readonly Packed attention = new();", "[PostLN, ScaledResidual(ResidualScale.DeepNorm, Depth = 2)]"));

    private const string Packed = """
        public sealed class Packed : Module<Tensor, Tensor>
        {
            readonly Linear qkv = Linear(4, 12), o = Linear(4, 4);
            public Packed() : base("") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                var parts = qkv.call(x).unsqueeze(1).chunk(3, -1);
                return o.call(functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]).squeeze(1));
            }
        }

        """;
}
