using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<BatchNormInTransformerAnalyzer>;

public sealed class BatchNormInTransformerTests
{
    private const string SelfAttention = """
        class SelfAttention : Module<Tensor, Tensor>
        {
            readonly Linear q = Linear(8, 8), k = Linear(8, 8), v = Linear(8, 8), o = Linear(8, 8);
            public SelfAttention() : base("SelfAttention") => RegisterComponents();
            public override Tensor forward(Tensor x) => o.call(functional.scaled_dot_product_attention(q.call(x), k.call(x), v.call(x)));
        }

        """;

    private static string Block(string fields, string forward, string more = "") => SelfAttention + $$"""
        class Block : Module<Tensor, Tensor>
        {
            {{fields}}
            public Block() : base("Block") => RegisterComponents();
            public override Tensor forward(Tensor x) { {{forward}} }
        }
        """ + more;

    [Theory]
    [InlineData("x + attention.call(norm.call(x.transpose(1, 2)).transpose(1, 2))")] // before attention
    [InlineData("x + norm.call(attention.call(x).transpose(1, 2)).transpose(1, 2)")] // after it
    [InlineData("norm.call(x + attention.call(x))")] // on the stream
    [InlineData("attention.call(norm.call(x)) + x")]
    [InlineData("x.add(functional.dropout(attention.call(norm.call(x)), 0.1))")]
    public Task A_batch_norm_before_after_or_behind_attention_is_found(string result) => Verify.Findings(Block("readonly SelfAttention attention = new(); readonly BatchNorm1d norm = [|BatchNorm1d|](8);", $"return {result};"));

    [Fact]
    public Task Attention_written_out_is_attention() => Verify.Findings(
        """
        class Block : Module<Tensor, Tensor>
        {
            readonly Linear q = Linear(8, 8), k = Linear(8, 8), v = Linear(8, 8);
            readonly Module<Tensor, Tensor> norm;
            public Block() : base("Block") { norm = nn.[|BatchNorm1d|](8); RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var h = norm.call(x);
                var weights = functional.softmax(torch.matmul(q.call(h), k.call(h).transpose(-2, -1)) / 2.0, -1);
                return x + functional.dropout(weights).matmul(v.call(h));
            }
        }
        """);

    [Fact]
    public Task Torchs_own_attention_is_attention() => Verify.Findings(
        """
        class Block : Module<Tensor, Tensor>
        {
            readonly MultiheadAttention attention = MultiheadAttention(8, 2);
            readonly BatchNorm1d norm = [|BatchNorm1d|](8);
            public Block() : base("Block") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                var (mixed, _) = attention.call(x, x, x, null, false, null);
                return norm.call(x + mixed);
            }
        }
        """);

    [Fact]
    public Task A_batch_norm_in_the_feed_forward_of_the_block_is_found_where_it_is_made() => Verify.Findings(
        Block(
            "readonly SelfAttention attention = new(); readonly LayerNorm before = LayerNorm(8); readonly FeedForward feedForward = new();",
            "x = x + attention.call(before.call(x)); return x + feedForward.call(x);",
            """
            class FeedForward : Module<Tensor, Tensor>
            {
                readonly Sequential net = Sequential(("up", Linear(8, 32)), ("norm", [|BatchNorm1d|](32)), ("act", ReLU()), ("down", Linear(32, 8)));
                public FeedForward() : base("FeedForward") => RegisterComponents();
                public override Tensor forward(Tensor x) => net.call(x.view(-1, 8)).view_as(x);
            }
            """));

    [Fact]
    public Task The_function_is_found_too() => Verify.Findings(Block(
        "readonly SelfAttention attention = new(); readonly Tensor mean = torch.zeros(8), variance = torch.ones(8);",
        "return x + attention.call(functional.[|batch_norm|](x, mean, variance, training: training));"));

    [Fact]
    public Task A_block_that_is_placed_counts_as_written() => Verify.Findings(
        SelfAttention + """
        class FeedForward : Module<Tensor, Tensor>
        {
            readonly Linear up = Linear(8, 32), down = Linear(32, 8);
            readonly BatchNorm1d norm = [|BatchNorm1d|](32);
            public FeedForward() : base("FeedForward") => RegisterComponents();
            public override Tensor forward(Tensor x) => down.call(functional.relu(norm.call(up.call(x))));
        }
        [PreLN]
        partial class Block : Module<Tensor, Tensor>
        {
            [Sublayer] readonly SelfAttention attention = new();
            [Sublayer] readonly FeedForward feedForward = new();
            public Block() : base("Block") { InitializeNorms(8); RegisterComponents(); }
            public override partial Tensor forward(Tensor x);
        }
        """);

    [Fact]
    public Task A_class_is_told_once_and_how_many_there_are() => Verify.Findings(
        Block("readonly SelfAttention attention = new(); readonly BatchNorm1d norm = {|#0:BatchNorm1d|}(8), other = {|#1:BatchNorm1d|}(8);", "x = norm.call(x + attention.call(x)); return other.call(x + attention.call(x));"),
        Verify.Finding("'BatchNorm1d' normalizes tokens by statistics of the batch, inside the transformer block 'Block', as 1 other does: they fluctuate from batch to batch, and training statistics do not fit inference").WithLocation(1));

    [Fact]
    public Task A_convolutional_network_is_silent() => Verify.Findings(
        """
        class ResNetBlock : Module<Tensor, Tensor>
        {
            readonly Conv2d conv = Conv2d(8, 8, 3, padding: 1);
            readonly BatchNorm2d norm = BatchNorm2d(8);
            public ResNetBlock() : base("ResNetBlock") => RegisterComponents();
            public override Tensor forward(Tensor x) => functional.relu(x + norm.call(conv.call(x)));
        }
        """);

    [Fact]
    public Task A_mixer_without_attention_is_silent() => Verify.Findings(
        """
        class Mixer : Module<Tensor, Tensor>
        {
            readonly Linear tokens = Linear(16, 16), features = Linear(8, 8);
            readonly BatchNorm1d norm = BatchNorm1d(8);
            public Mixer() : base("Mixer") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                x = x + tokens.call(norm.call(x.transpose(1, 2))).transpose(1, 2);
                return x + functional.softmax(features.call(x), -1);
            }
        }
        """);

    [Theory]
    [InlineData("return x + attention.call(before.call(x));")] // the norm is never called
    [InlineData("return norm.call(x) + attention.call(before.call(x)).mean([1], keepdim: true).detach();")] // beside: another input of the sum
    [InlineData("x = norm.call(x); return x + attention.call(before.call(x));")] // a stem in front of the stream
    [InlineData("x = x + attention.call(before.call(x)); return head.call(norm.call(x));")] // the head behind it
    [InlineData("var mixed = attention.call(before.call(x)); return norm.call(mixed);")] // no residual stream
    public Task A_batch_norm_beside_the_block_is_silent(string forward) => Verify.Findings(Block(
        "readonly SelfAttention attention = new(); readonly LayerNorm before = LayerNorm(8); readonly BatchNorm1d norm = BatchNorm1d(8); readonly Linear head = Linear(8, 2);", forward));

    [Fact]
    public Task A_model_with_a_batch_norm_stem_around_blocks_is_silent() => Verify.Findings(Block(
        "readonly SelfAttention attention = new(); readonly LayerNorm norm = LayerNorm(8);",
        "return x + attention.call(norm.call(x));",
        """
        class Model : Module<Tensor, Tensor>
        {
            readonly Linear embed = Linear(4, 8); readonly BatchNorm1d stem = BatchNorm1d(8), final = BatchNorm1d(8);
            readonly ModuleList<Block> blocks = new(new Block(), new Block());
            public Model() : base("Model") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                x = stem.call(embed.call(x));
                foreach (var block in blocks) x = block.call(x);
                return final.call(x);
            }
        }
        """));

    [Fact]
    public Task The_convolution_of_a_conformer_block_is_silent() => Verify.Findings(Block(
        "readonly SelfAttention attention = new(); readonly LayerNorm before = LayerNorm(8); readonly Conv1d depthwise = Conv1d(8, 8, 15, padding: 7, groups: 8); readonly BatchNorm1d norm = BatchNorm1d(8);",
        "x = x + attention.call(before.call(x)); return x + functional.silu(norm.call(depthwise.call(x.transpose(1, 2)))).transpose(1, 2);"));

    [Fact]
    public Task Other_norms_and_the_users_own_are_silent() => Verify.Findings(Block(
        "readonly SelfAttention attention = new(); readonly LayerNorm before = LayerNorm(8); readonly BatchNorm own = new();",
        "return own.call(x + attention.call(before.call(x)));",
        """
        class BatchNorm : Module<Tensor, Tensor>
        {
            public BatchNorm() : base("BatchNorm") { }
            public override Tensor forward(Tensor x) => x / x.norm(-1, keepdim: true);
        }
        """));

    [Fact]
    public Task The_function_in_inference_is_silent() => Verify.Findings(Block(
        "readonly SelfAttention attention = new(); readonly Tensor mean = torch.zeros(8), variance = torch.ones(8);",
        "return x + attention.call(functional.batch_norm(x, mean, variance, training: false));"));

    [Theory]
    [InlineData("FusedLayerNorm")]
    [InlineData("RMSNorm")]
    public Task A_norm_over_features_takes_its_place_and_the_transpositions_go(string norm) => Verify.Fix<NormalizeTokensCodeFix>(
        Block("readonly SelfAttention attention = new(); readonly BatchNorm1d norm = [|BatchNorm1d|](8, eps: 1e-3, momentum: 0.2);", "return x + attention.call(norm.call(x.transpose(1, 2)).transpose(1, 2));"),
        Block($"readonly SelfAttention attention = new(); readonly {norm} norm = torch.nn.{norm}(8, eps: 1e-3);", "return x + attention.call(norm.call(x));"),
        fixAll: false,
        equivalenceKey: norm);

    [Fact]
    public Task Usings_that_the_norm_needs_are_added()
    {
        const string Before = "using TorchSharp.Modules;\nusing static TorchSharp.torch;\nusing static TorchSharp.torch.nn;\n";
        return Verify.Fix<NormalizeTokensCodeFix>(
            Before + "\n" + Block("readonly SelfAttention attention = new(); readonly BatchNorm1d norm = [|BatchNorm1d|](8);", "return x + attention.call(norm.call(x.permute(0, 2, 1)).permute(0, 2, 1));"),
            Before + "using NormGen;\nusing TorchSharp;\nusing NormGen.Modules;\n\n" + Block("readonly SelfAttention attention = new(); readonly FusedLayerNorm norm = torch.nn.FusedLayerNorm(8);", "return x + attention.call(norm.call(x));"),
            fixAll: false,
            equivalenceKey: "FusedLayerNorm",
            hasOwnUsings: true);
    }

    [Fact]
    public Task In_a_sequential_only_the_item_changes() => Verify.Fix<NormalizeTokensCodeFix>(
        Block("readonly SelfAttention attention = new(); readonly Sequential net = Sequential(Linear(8, 32), nn.[|BatchNorm1d|](32), ReLU(), Linear(32, 8));", "x = x + attention.call(x); return x + net.call(x.view(-1, 8)).view_as(x);"),
        Block("readonly SelfAttention attention = new(); readonly Sequential net = Sequential(Linear(8, 32), nn.FusedLayerNorm(32), ReLU(), Linear(32, 8));", "x = x + attention.call(x); return x + net.call(x.view(-1, 8)).view_as(x);"),
        fixAll: false,
        equivalenceKey: "FusedLayerNorm");

    [Theory]
    [InlineData("readonly BatchNorm1d norm = [|BatchNorm1d|](16);", "norm.call(x)")] // channels on an axis that is not known
    [InlineData("readonly BatchNorm1d norm = [|BatchNorm1d|](8);", "norm.call(x.transpose(1, 2)).mean([2]).unsqueeze(1)")] // not exchanged back
    [InlineData("readonly BatchNorm2d norm = [|BatchNorm2d|](8);", "norm.call(x)")]
    public Task What_would_normalize_another_axis_has_no_fix(string norm, string branch)
    {
        var source = Block("readonly SelfAttention attention = new(); " + norm, $"return x + attention.call({branch});");
        return Verify.Fix<NormalizeTokensCodeFix>(source, source, fixAll: false);
    }
}
