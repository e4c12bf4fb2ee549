using NormGen.Analyzers.Rules.Construction;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Construction;

using Verify = Verify<BatchFirstEncoderAnalyzer>;

public sealed class BatchFirstEncoderTests
{
    private static string Net(string forward) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            readonly Embedding tokens = Embedding(100, 8), positions = Embedding(32, 8);
            readonly TransformerEncoder encoder = TransformerEncoder(TransformerEncoderLayer(8, 2), 2);
            readonly LayerNorm norm = LayerNorm(8);
            readonly Linear head = Linear(8, 2);

            public Net() : base("Net") => RegisterComponents();

            public override Tensor forward(Tensor x)
            {
                {{forward.Replace("\n", "\n        ")}}
            }
        }
        """;

    [Fact]
    public Task The_message_names_the_encoder_and_the_evidence() => Verify.Findings(
        Net("x = encoder.{|#0:call|}(tokens.call(x));\nreturn head.call(x.mean([1]));"),
        Verify.Finding("'encoder' takes (sequence, batch, features), and mean over dimension 1 shows that dimension 1 is the sequence here: it attends across the batch; transpose before it and behind it"));

    [Theory]
    [InlineData("var y = encoder.[|forward|](tokens.call(x), null!, null!);\ny = norm.call(y);\nreturn head.call(y[.., 0]);")]
    [InlineData("var y = encoder.[|call|](tokens.call(x), null, null);\nreturn head.call(y[TensorIndex.Colon, -1, TensorIndex.Colon]);")]
    [InlineData("return head.call(encoder.[|call|](tokens.call(x)).select(1, 0));")]
    [InlineData("var places = torch.arange(x.shape[1]);\nvar h = tokens.call(x) + positions.call(places);\nreturn head.call(encoder.[|call|](h));")]
    public Task Pooling_and_positions_show_the_order(string forward) => Verify.Findings(Net(forward));

    [Theory]
    [InlineData("return head.call(encoder.call(tokens.call(x)));")] // nothing shows the order
    [InlineData("return head.call(encoder.call(tokens.call(x)).mean([0]));")] // sequence first
    [InlineData("return head.call(encoder.call(tokens.call(x))[0]);")]
    [InlineData("var h = tokens.call(x).transpose(0, 1);\nreturn head.call(encoder.call(h).transpose(0, 1).mean([1]));")]
    [InlineData("var h = tokens.call(x).permute(1, 0, 2);\nreturn head.call(encoder.call(h).mean([0]));")]
    [InlineData("var places = torch.arange(x.shape[0]);\nreturn head.call(encoder.call(tokens.call(x) + positions.call(places)));")]
    public Task Sequence_first_and_an_unknown_order_are_silent(string forward) => Verify.Silence(Net(forward));

    [Fact]
    public Task The_axes_are_swapped_around_it() => Verify.FixWithoutAll<TransposeAroundEncoderCodeFix>(
        Net("x = encoder.[|call|](tokens.call(x), null, null);\nreturn head.call(x.mean([1]));"),
        Net("x = encoder.call(tokens.call(x).transpose(0, 1), null, null).transpose(0, 1);\nreturn head.call(x.mean([1]));"));
}
