using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<FoldingAnalyzer>;

public sealed class FoldingTests
{
    [Theory]
    [InlineData("head.call(unified.call(x))")]
    [InlineData("unified.call(head.call(x)).relu()")]
    [InlineData("head.call(unified.call(x)) + other.call(unified.call(x))")]
    [InlineData("head.call(functional.dropout(unified.call(x), 0.1).narrow(-2, 0, 1))")]
    public Task What_folds_is_fine(string forward) => Verify.Silence(Net("UnifiedNorm unified = new(4)", forward));

    [Fact]
    public Task A_shift_before_a_convolution_that_pads_with_zeros_is_found()
        => Verify.Findings(Net("FusedBatchNorm2d {|#0:norm|} = new(4); readonly Conv2d convolution = Conv2d(4, 4, 3, padding: 1); readonly UnifiedNorm unified = new(4)", "convolution.call(norm.call(x.relu())) + head.call(unified.call(x))"),
            Stays("norm", "not into what is behind it, because 'convolution' pads with zeros, which its shift would have to change too; not into what is before it, because 'relu' is no Linear or convolution"));

    [Fact]
    public Task A_norm_that_the_residual_stream_reads_too_is_found()
        => Verify.Findings(Net("UnifiedNorm {|#0:unified|} = new(4), second = new(4)", "unified.call(x + x.tanh()) is var n ? n + head.call(second.call(other.call(n))) : x"),
            Stays("unified", "not into what is behind it, because a sum reads it; not into what is before it, because a sum is no Linear or convolution"));

    [Fact]
    public Task Group_scaling_stands_between_a_power_norm_and_the_layer_before_it()
        => Verify.Findings(Net("PowerNorm {|#0:power|} = new(4); readonly UnifiedNorm unified = new(4)", "power.call(head.call(unified.call(x))).relu()"),
            Stays("power", "not into what is behind it, because 'relu' reads it; not into what is before it, because its group scaling, which is a matter of tokens, stands between"));

    [Fact]
    public Task A_batch_norm_of_TorchSharp_is_found_with_what_to_take_instead()
        => Verify.Findings(Net("BatchNorm1d {|#0:norm|} = BatchNorm1d(4); readonly UnifiedNorm unified = new(4)", "norm.call(other.call(x)).relu() + head.call(unified.call(x))"),
            Stays("norm", "it is a BatchNorm1d of TorchSharp's, which cannot be left out of forward: make it a torch.nn.FusedBatchNorm1d, which has its arguments and keys"));

    [Theory]
    [InlineData("[{|#0:FoldNormalization|}] public partial class Net : Module<Tensor, Tensor> { readonly Linear one = Linear(4, 4); public Net() : base(\"Net\") => RegisterComponents(); public override Tensor forward(Tensor x) => one.call(x); }", "no norm of it folds")]
    [InlineData("[{|#0:FoldNormalization|}] public partial class Net { }", "it does not derive from torch.nn.Module")]
    public Task Where_nothing_folds_the_attribute_is_found(string source, string reason)
        => Verify.Findings(source, Verify.Result("NG0046").WithLocation(0).WithMessage($"[FoldNormalization] cannot work on 'Net': {reason}"));

    private static Microsoft.CodeAnalysis.Testing.DiagnosticResult Stays(string norm, string reason) => Verify.Result("NG0045", DiagnosticSeverity.Warning).WithLocation(0).WithMessage($"'{norm}' stays a norm in inference: {reason}");

    private static string Net(string norms, string forward) => $$"""
        [FoldNormalization]
        public partial class Net : Module<Tensor, Tensor>
        {
            readonly {{norms}};
            readonly Linear head = Linear(4, 4), other = Linear(4, 4);

            public Net() : base("Net") => RegisterComponents();

            public override Tensor forward(Tensor x) => {{forward}};
        }
        """;

    [Fact]
    public Task The_fix_removes_an_attribute_that_folds_nothing() => Verify.FixThatBuilds<RemoveAttributeCodeFix>("[{|NG0046:FoldNormalization|}]\npublic partial class Net { }", "public partial class Net { }");

    [Fact]
    public Task The_fix_makes_a_batch_norm_of_TorchSharp_one_that_folds() => Verify.FixThatBuilds<ReplaceableNormCodeFix>(
        Net("BatchNorm1d {|NG0045:norm|} = BatchNorm1d(4); readonly UnifiedNorm unified = new(4)", "norm.call(other.call(x)).relu() + head.call(unified.call(x))"),
        Net("FusedBatchNorm1d norm = torch.nn.FusedBatchNorm1d(4); readonly UnifiedNorm unified = new(4)", "norm.call(other.call(x)).relu() + head.call(unified.call(x))"));
}
