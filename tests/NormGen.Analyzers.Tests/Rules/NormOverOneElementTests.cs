using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<NormOverOneElementAnalyzer>;

public sealed class NormOverOneElementTests
{
    [Fact]
    public Task A_layer_norm_over_one_feature_is_found() => Verify.Findings(
        Models.Of("readonly Linear map = Linear(8, 1); readonly LayerNorm norm = {|#0:LayerNorm|}(1);", "norm.call(map.call(x))"),
        Verify.Finding("'LayerNorm' normalizes over one feature: a number less its own mean is zero, so the output is the constant offset and no gradient passes"));

    [Theory]
    [InlineData("readonly LayerNorm norm = [|LayerNorm|](new long[] { 1 });", "norm.call(x)")]
    [InlineData("readonly AdaptiveAvgPool2d pool = AdaptiveAvgPool2d(1); readonly InstanceNorm2d norm = [|InstanceNorm2d|](8);", "norm.call(pool.call(x))")]
    [InlineData("readonly AdaptiveAvgPool2d pool = AdaptiveAvgPool2d((1, 1)); readonly Conv2d map = Conv2d(8, 8, 1); readonly InstanceNorm2d norm = [|InstanceNorm2d|](8);", "norm.call(functional.relu(map.call(pool.call(x))))")]
    [InlineData("", "functional.[|layer_norm|](x, new long[] { 1 })")]
    public Task Spellings_count(string fields, string forward) => Verify.Findings(Models.Of(fields, forward));

    [Theory]
    [InlineData("readonly LayerNorm norm = LayerNorm(new long[] { 1, 8 });", "norm.call(x)")]
    [InlineData("readonly AdaptiveAvgPool2d pool = AdaptiveAvgPool2d(2); readonly InstanceNorm2d norm = InstanceNorm2d(8);", "norm.call(pool.call(x))")]
    [InlineData("readonly AdaptiveAvgPool2d pool = AdaptiveAvgPool2d(1); readonly BatchNorm2d norm = BatchNorm2d(8);", "norm.call(pool.call(x))")] // over the batch
    [InlineData("readonly Conv2d map = Conv2d(8, 8, 1); readonly InstanceNorm2d norm = InstanceNorm2d(8);", "norm.call(map.call(x))")]
    public Task More_elements_are_silent(string fields, string forward) => Verify.Findings(Models.Of(fields, forward));

    [Fact]
    public Task A_size_that_the_run_tells_is_silent() => Verify.Findings(
        """
        class Net : Module<Tensor, Tensor>
        {
            readonly LayerNorm norm;
            public Net(int width = 1) : base("Net") { norm = LayerNorm(width); RegisterComponents(); }
            public override Tensor forward(Tensor x) => norm.call(x);
        }
        """);
}
