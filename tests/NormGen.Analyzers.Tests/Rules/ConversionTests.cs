using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<ConversionAnalyzer>;

public sealed class ConversionTests
{
    [Fact]
    public Task A_PreLN_model_can_be_converted() => Verify.Silence(Net());

    [Theory]
    [InlineData("x * 0.5 + branch.call(norm.call(x))")]
    [InlineData("x + branch.call(norm.call(x)) / 3")]
    [InlineData("x - branch.call(norm.call(x))")]
    [InlineData("x + rezero * branch.call(norm.call(x))")]
    [InlineData("x + branch.call(functional.dropout(norm.call(x), 0.1))")]
    [InlineData("x + branch.call(drop.call(inner.call(norm.call(x)).relu()))")]
    [InlineData("x + none.call(branch.call(norm.call(x)))")]
    public Task Branches_whose_mean_stays_zero_are_fine(string step) => Verify.Silence(Net(step: step));

    [Fact]
    public Task A_layer_that_reads_the_raw_stream_is_found_on_its_declaration()
        => Verify.Findings(Net(step: "x + branch.call(inner.call(x)) + branch.call(norm.call(x))", inner: "{|#0:inner|}"), Blocked("Pre-RMSNorm", "'inner' reads the stream without a LayerNorm: the mean that it sees would be another"));

    [Theory]
    [InlineData("x + {|#0:branch.call(norm.call(x)).relu()|}", "'relu' writes the stream, and is nothing that can be recentred")]
    [InlineData("x + {|#0:branch.call(norm.call(x)) * branch.call(norm.call(x)).sigmoid()|}", "a product of elements writes the stream, and is nothing that can be recentred")]
    [InlineData("x + {|#0:branch.call(norm.call(x)).matmul(inner.weight!)|}", "'matmul' writes the stream, and is nothing that can be recentred")]
    public Task What_writes_the_stream_and_cannot_be_recentred_is_found_on_its_line(string step, string reason) => Verify.Findings(Net(step: step), Blocked("Pre-RMSNorm", reason));

    [Fact]
    public Task A_stream_that_leaves_without_a_norm_is_found()
        => Verify.Findings(Net(end: "(head.call(norm2.call(x)) + {|#0:x.sum()|})"), Blocked("Pre-RMSNorm", "'sum' reads the stream without a LayerNorm: the mean that it sees would be another"));

    [Fact]
    public Task A_norm_of_TorchSharp_is_found_with_what_to_take_instead()
        => Verify.Findings(Net(norms: "readonly LayerNorm {|#0:norm|} = LayerNorm(4); readonly FusedLayerNorm norm2 = torch.nn.FusedLayerNorm(4);"),
            Blocked("Pre-RMSNorm", "'norm' is a LayerNorm, which cannot become another norm: make it a torch.nn.FusedLayerNorm, which has the arguments and the keys of LayerNorm"));

    [Fact]
    public Task Dropout_on_the_stream_keeps_the_training_and_not_the_conversion()
        => Verify.Findings(Net(step: "x + drop.call(branch.call(norm.call(x)))", drop: "{|#0:drop|}"),
            Verify.Result("NG0042", DiagnosticSeverity.Warning).WithLocation(0).WithMessage("'Net' is converted for inference alone, and WithRecentring is not generated: its dropout leaves no mean at zero while the model trains: move it in front of the layer that writes the stream, or convert for inference alone"));

    [Fact]
    public Task A_gain_of_each_feature_keeps_the_training_and_not_the_conversion()
        => Verify.Findings(Net(step: "x + {|#0:gamma * branch.call(norm.call(x))|}"), Verify.Result("NG0042", DiagnosticSeverity.Warning).WithLocation(0));

    [Theory]
    [InlineData("Dropout = nameof(drop)")]
    [InlineData("Scale = nameof(gamma)")]
    public Task Gains_and_dropout_of_a_PreLN_block_are_recentred_there(string option) => Verify.Silence(Net(step: "block.call(x)", norms: "readonly Block block = new(); readonly FusedLayerNorm norm2 = torch.nn.FusedLayerNorm(4);") + $$"""

        [PreLN]
        public partial class Block : Module<Tensor, Tensor>
        {
            [Sublayer({{option}})] readonly Linear one = Linear(4, 4);
            readonly Dropout drop = Dropout(0.1);
            readonly Parameter gamma = Parameter(ones(4));

            public Block() : base("Block")
            {
                InitializeNorms(4);
                RegisterComponents();
            }

            public override partial Tensor forward(Tensor x);
        }
        """);

    [Theory]
    [InlineData("x + drop.call(branch.call(norm.call(x)))")]
    [InlineData("x + gamma * branch.call(norm.call(x))")]
    public Task Where_inference_alone_is_meant_dropout_and_gains_are_fine(string step) => Verify.Silence(Net("[PreRMSNorm(InferenceOnly = true)]", step));

    [Fact]
    public Task Who_reads_the_width_keeps_the_narrower_stream_alone()
    {
        var step = "x + branch.call(norm.call(x)) * ({|#0:x.size(-1)|} + 1)";
        return Verify.Findings(Net("[CRMSNorm]", step), Blocked("Pre-CRMSNorm", "it may read the width of the stream, which is one less there: take the width from the constructor, or leave it to -1"));
    }

    [Fact]
    public Task A_norm_that_is_read_by_more_than_Linear_keeps_the_narrower_stream_alone()
        => Verify.Findings(Net("[CRMSNorm]", step: "x + branch.call({|#0:norm.call(x).tanh()|})"), Blocked("Pre-CRMSNorm", "'norm' cannot be read at another width: 'tanh' reads it"));

    [Theory]
    [InlineData("[{|#0:PreRMSNorm|}] public partial class Net : Module<Tensor, Tensor> { readonly Linear one = Linear(4, 4); public Net() : base(\"Net\") => RegisterComponents(); public override Tensor forward(Tensor x) => one.call(x); }", "PreRMSNorm", "no residual stream that LayerNorms read is found in its forward")]
    [InlineData("[{|#0:CRMSNorm|}] public partial class Net { }", "CRMSNorm", "it does not derive from torch.nn.Module")]
    public Task Where_there_is_nothing_to_convert_the_attribute_is_found(string source, string attribute, string reason)
        => Verify.Findings(source, Verify.Result("NG0041").WithLocation(0).WithMessage($"[{attribute}] cannot work on 'Net': {reason}"));

    [Fact]
    public Task An_optimizer_that_reads_the_norm_of_weights_is_found()
        => Verify.Findings(Net("[PreRMSNorm, {|#0:Optimizer(OptimizerKind.AdamP)|}]"), Verify.Result("NG0043").WithLocation(0).WithMessage("AdamP reads the norm of a weight, and that of a recentred weight is another than the Pre-LN model's: 'Net' cannot be trained by it as its Pre-LN form would be"));

    private static Microsoft.CodeAnalysis.Testing.DiagnosticResult Blocked(string form, string reason) => Verify.Result("NG0040").WithLocation(0).WithMessage($"'Net' cannot become a {form} model: {reason}");

    private static string Net(string attribute = "[PreRMSNorm]", string step = "x + branch.call(norm.call(x))", string end = "head.call(norm2.call(x))", string norms = "readonly FusedLayerNorm norm = torch.nn.FusedLayerNorm(4), norm2 = torch.nn.FusedLayerNorm(4);", string inner = "inner", string drop = "drop") => $$"""
        {{attribute}}
        public partial class Net : Module<Tensor, Tensor>
        {
            readonly Embedding table = Embedding(8, 4);
            readonly Linear branch = Linear(4, 4), {{inner}} = Linear(4, 4), head = Linear(4, 8);
            {{norms}}
            readonly Dropout {{drop}} = Dropout(0.1), none = Dropout(0.0);
            readonly Parameter rezero = Parameter(full([], 0.0)), gamma = Parameter(ones(4));

            public Net() : base("Net") => RegisterComponents();

            public override Tensor forward(Tensor tokens)
            {
                var x = table.call(tokens);
                x = {{step}};
                return {{end}};
            }
        }
        """;

    [Theory]
    [InlineData("[{|NG0041:CRMSNorm|}] public partial class Net { }", "public partial class Net { }")]
    [InlineData("[Obsolete, {|NG0041:CRMSNorm|}] public partial class Net { }", "[Obsolete] public partial class Net { }")]
    [InlineData("// a model\n[{|NG0041:CRMSNorm|}]\npublic partial class Net { }", "// a model\npublic partial class Net { }")]
    public Task Where_there_is_nothing_to_convert_the_fix_removes_the_attribute(string before, string after) => Verify.FixThatBuilds<RemoveAttributeCodeFix>(before, after);

    [Theory]
    [InlineData("readonly LayerNorm {|NG0040:norm|} = LayerNorm(4); readonly FusedLayerNorm norm2 = torch.nn.FusedLayerNorm(4);")]
    [InlineData("readonly LayerNorm {|NG0040:norm|} = nn.LayerNorm(4); readonly FusedLayerNorm norm2 = torch.nn.FusedLayerNorm(4);")]
    public Task The_fix_makes_a_norm_of_TorchSharp_one_that_can_become_another(string norms) => Verify.FixThatBuilds<ReplaceableNormCodeFix>(
        Net(norms: norms),
        Net(norms: $"readonly FusedLayerNorm norm = {(norms.Contains("nn.LayerNorm") ? "nn" : "torch.nn")}.FusedLayerNorm(4); readonly FusedLayerNorm norm2 = torch.nn.FusedLayerNorm(4);"));
}
