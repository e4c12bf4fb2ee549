using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<NormOverWidthAnalyzer>;

public sealed class NormOverWidthTests
{
    [Fact]
    public Task A_layer_norm_of_the_channels_behind_a_convolution_is_found() => Verify.Findings(
        Models.Of("readonly Conv2d conv = Conv2d(3, 16, 3); readonly LayerNorm norm = {|#0:LayerNorm|}(16);", "norm.call(conv.call(x))"),
        Verify.Finding("'LayerNorm' takes the output of 'conv', whose last axis is the width: made for the channels, it normalizes each row of pixels, or throws; use GroupNorm(1, channels), or move the channels to the end first"));

    [Theory]
    [InlineData("readonly Conv2d conv = Conv2d(3, 16, 3); readonly LayerNorm norm = [|LayerNorm|](new long[] { 16 });", "functional.relu(norm.call(functional.relu(conv.call(x))))")]
    [InlineData("readonly Conv3d conv = Conv3d(3, 16, 3); readonly RMSNorm norm = torch.nn.[|RMSNorm|](16);", "norm.call(conv.call(x))")]
    [InlineData("readonly Conv2d conv = Conv2d(3, 16, 3);", "functional.[|layer_norm|](conv.call(x), new long[] { 16 })")]
    [InlineData("readonly Sequential net = Sequential(Conv2d(3, 16, 3), GELU(), [|LayerNorm|](16));", "net.call(x)")]
    public Task Functions_lists_and_activations_in_between_count(string fields, string forward) => Verify.Findings(Models.Of(fields, forward));

    [Fact]
    public Task A_sequential_outside_of_a_class_counts() => Verify.Findings("class Program { static void Run() { var net = Sequential((\"conv\", Conv2d(3, 16, 3)), (\"norm\", [|LayerNorm|](16))); } }");

    [Fact]
    public Task Sizes_from_the_constructor_count() => Verify.Findings(
        """
        class Net : Module<Tensor, Tensor>
        {
            readonly Conv2d conv; readonly LayerNorm norm;
            public Net(int width) : base("Net") { conv = Conv2d(3, 2 * width, 3); norm = [|LayerNorm|](2 * width); RegisterComponents(); }
            public override Tensor forward(Tensor x) => norm.call(conv.call(x));
        }
        """);

    [Theory]
    [InlineData("readonly Conv2d conv = Conv2d(3, 16, 3); readonly LayerNorm norm = LayerNorm(16);", "norm.call(conv.call(x).permute(0, 2, 3, 1))")] // channels moved to the end
    [InlineData("readonly Conv2d conv = Conv2d(3, 16, 3); readonly LayerNorm norm = LayerNorm(16);", "norm.call(conv.call(x).flatten(2).transpose(1, 2))")] // patches
    [InlineData("readonly Conv2d conv = Conv2d(1, 16, 3); readonly LayerNorm norm = LayerNorm(80);", "norm.call(conv.call(x))")] // the frequencies of a spectrogram
    [InlineData("readonly Conv2d conv = Conv2d(3, 16, 3); readonly LayerNorm norm = LayerNorm(new long[] { 16, 8, 8 });", "norm.call(conv.call(x))")] // all of a sample
    [InlineData("readonly Conv1d conv = Conv1d(3, 16, 3); readonly LayerNorm norm = LayerNorm(16);", "norm.call(conv.call(x).transpose(1, 2))")]
    [InlineData("readonly Conv2d conv = Conv2d(3, 16, 3); readonly GroupNorm norm = GroupNorm(1, 16);", "norm.call(conv.call(x))")]
    public Task Other_axes_and_other_norms_are_silent(string fields, string forward) => Verify.Findings(Models.Of(fields, forward));

    [Theory]
    [InlineData("readonly LayerNorm norm = [|LayerNorm|](16);", "readonly GroupNorm norm = GroupNorm(1, 16);")]
    [InlineData("readonly LayerNorm norm = torch.nn.[|LayerNorm|](new long[] { 16 }, 1e-6, elementwise_affine: false);", "readonly GroupNorm norm = torch.nn.GroupNorm(1, 16, eps: 1e-6, affine: false);")]
    [InlineData("readonly Module<Tensor, Tensor> norm = [|LayerNorm|]([16]);", "readonly Module<Tensor, Tensor> norm = GroupNorm(1, 16);")]
    public Task The_fix_makes_a_group_norm_of_one_group(string before, string after) => Verify.FixWithoutAll<NormalizeChannelsCodeFix>(
        Models.Of("readonly Conv2d conv = Conv2d(3, 16, 3); " + before, "norm.call(conv.call(x))"),
        Models.Of("readonly Conv2d conv = Conv2d(3, 16, 3); " + after, "norm.call(conv.call(x))"));

    [Fact]
    public Task The_fix_writes_functions_too() => Verify.FixWithoutAll<NormalizeChannelsCodeFix>(
        Models.Of("readonly Conv2d conv = Conv2d(3, 16, 3);", "functional.[|layer_norm|](conv.call(x), new long[] { 16 }, eps: 1e-6)"),
        Models.Of("readonly Conv2d conv = Conv2d(3, 16, 3);", "functional.group_norm(conv.call(x), 1, eps: 1e-6)"));

    [Theory]
    [InlineData("readonly LayerNorm norm = [|LayerNorm|](16, bias: false);")] // a GroupNorm has gain and bias or none
    [InlineData("readonly LayerNorm norm = [|LayerNorm|](16), other = LayerNorm(8);")]
    [InlineData("readonly RMSNorm norm = torch.nn.[|RMSNorm|](16);")] // keeps the mean
    public Task What_a_group_norm_cannot_be_is_left(string norm)
    {
        var source = Models.Of("readonly Conv2d conv = Conv2d(3, 16, 3); " + norm, "norm.call(conv.call(x))");
        return Verify.FixWithoutAll<NormalizeChannelsCodeFix>(source, source);
    }
}
