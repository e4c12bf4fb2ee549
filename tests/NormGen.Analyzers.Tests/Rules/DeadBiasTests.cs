using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<DeadBiasAnalyzer>;

public sealed class DeadBiasTests
{
    [Fact]
    public Task The_bias_of_a_convolution_before_a_batch_norm_is_found() => Verify.Findings(
        Models.Of("readonly Conv2d conv = {|#0:Conv2d|}(3, 8, 3); readonly BatchNorm2d norm = BatchNorm2d(8);", "functional.relu(norm.call(conv.call(x)))"),
        Verify.Finding("'conv.bias' is cancelled by 'norm': BatchNorm2d subtracts the mean of each channel, and a constant with it; the bias costs memory and work and never trains"));

    [Theory]
    [InlineData("readonly Linear map = [|Linear|](8, 16); readonly BatchNorm1d norm = BatchNorm1d(16);", "norm.call(map.call(x))")]
    [InlineData("readonly ConvTranspose2d map = [|ConvTranspose2d|](8, 16, 3); readonly InstanceNorm2d norm = InstanceNorm2d(16);", "norm.call(map.call(x))")]
    [InlineData("readonly Sequential net = Sequential([|Conv2d|](3, 8, 3), BatchNorm2d(8), ReLU(), [|Conv2d|](8, 8, 3), BatchNorm2d(8));", "net.call(x)")]
    public Task Maps_norms_and_lists_count(string fields, string forward) => Verify.Findings(Models.Of(fields, forward));

    [Theory]
    [InlineData("readonly Conv2d conv = Conv2d(3, 8, 3, bias: false); readonly BatchNorm2d norm = BatchNorm2d(8);", "norm.call(conv.call(x))")]
    [InlineData("readonly Linear map = Linear(8, 8); readonly LayerNorm norm = LayerNorm(8);", "norm.call(map.call(x))")] // not cancelled
    [InlineData("readonly Conv2d conv = Conv2d(3, 8, 3); readonly GroupNorm norm = GroupNorm(2, 8);", "norm.call(conv.call(x))")]
    [InlineData("readonly Conv2d conv = Conv2d(3, 8, 3); readonly BatchNorm2d norm = BatchNorm2d(8);", "norm.call(functional.relu(conv.call(x)))")] // something in between
    [InlineData("readonly Conv2d conv = Conv2d(3, 8, 3); readonly BatchNorm2d norm = BatchNorm2d(8);", "var h = conv.call(x); return norm.call(h) + h;")] // another use
    [InlineData("readonly Linear map = Linear(8, 16); readonly BatchNorm1d norm = BatchNorm1d(4);", "norm.call(map.call(x))")] // the positions are the channels
    public Task A_bias_that_matters_is_silent(string fields, string forward) => Verify.Findings(Models.Of(fields, forward));

    [Fact]
    public Task Where_weights_are_loaded_it_is_silent() => Verify.Findings(
        Models.Of("readonly Conv2d conv = Conv2d(3, 8, 3); readonly BatchNorm2d norm = BatchNorm2d(8);", "norm.call(conv.call(x))") + "class Program { static void Run() => new Net().load(\"net.dat\"); }");

    [Fact]
    public Task A_frozen_norm_is_silent() => Verify.Findings(
        """
        class Net : Module<Tensor, Tensor>
        {
            readonly Conv2d conv = Conv2d(3, 8, 3); readonly BatchNorm2d norm = BatchNorm2d(8);
            public Net() : base("Net") { norm.eval(); RegisterComponents(); }
            public override Tensor forward(Tensor x) => norm.call(conv.call(x));
        }
        """);

    [Theory]
    [InlineData("Conv2d|}(3, 8, 3)", "Conv2d(3, 8, 3, bias: false)")]
    [InlineData("Conv2d|}(3, 8, 3, bias: true)", "Conv2d(3, 8, 3, bias: false)")]
    public Task The_fix_drops_it(string before, string after) => Verify.Fix<DropBiasCodeFix>(
        Models.Of("readonly Conv2d conv = {|NG1011:" + before + "; readonly BatchNorm2d norm = BatchNorm2d(8);", "norm.call(conv.call(x))"),
        Models.Of($"readonly Conv2d conv = {after}; readonly BatchNorm2d norm = BatchNorm2d(8);", "norm.call(conv.call(x))"));
}
