using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<FullStatisticsAnalyzer>;

public sealed class FullStatisticsTests
{
    private const string Gain = "readonly Parameter weight = Parameter(torch.ones(8)), bias = Parameter(torch.zeros(8)); readonly BatchNorm1d batch = BatchNorm1d(8);";

    [Fact]
    public Task A_layer_with_a_gain_and_statistics_of_everything_is_found() => Verify.Findings(
        Models.Of(Gain, "(x - x.mean([-1], keepdim: true)) / ({|#0:x.std()|} + 1e-5) * weight + bias"),
        Verify.Finding("'std' takes one statistic over the whole tensor, all samples together, where a norm takes it of each row: the output for one sample depends on the others; write the dimensions"));

    [Theory]
    [InlineData("(x - [|x.mean()|]) / torch.sqrt([|x.var()|] + 1e-5) * weight + bias")]
    [InlineData("x * torch.rsqrt([|x.pow(2).mean()|] + 1e-6) * weight")]
    [InlineData("weight * x / [|x.norm()|]")]
    [InlineData("var centred = x - [|torch.mean(x)|]; return weight * (centred / torch.sqrt([|(centred * centred).mean()|] + 1e-5));")]
    [InlineData("x = batch.call(x); return x / [|x.norm()|];")] // a batch axis
    [InlineData("x = x.view(x.size(0), -1); return (x - [|x.mean()|]) / [|x.std()|];")]
    [InlineData("(x - x.mean([-1], keepdim: true)) / [|x.std()|]")] // of rows, and of everything
    public Task All_spellings_count(string forward) => Verify.Findings(Models.Of(Gain, forward));

    [Theory]
    [InlineData("(x - x.mean([-1], keepdim: true)) / (x.std([-1], keepdim: true) + 1e-5) * weight")]
    [InlineData("weight / weight.norm() * x")] // a weight, not the input
    [InlineData("(x - x.mean()) / x.std()")] // nothing tells that it has a batch axis
    [InlineData("x - x.mean()")] // no norm
    [InlineData("x / x.sum() * weight")] // shares
    [InlineData("weight * x / x.abs().max()")]
    public Task Statistics_of_rows_of_weights_and_of_nothing_sure_are_silent(string forward) => Verify.Findings(Models.Of(Gain, forward));

    [Fact]
    public Task Outside_of_forward_it_is_silent() => Verify.Findings("class Data { static Tensor Standardize(Tensor x) => (x - x.mean()) / x.std(); }");

    [Fact]
    public Task The_fix_takes_rows() => Verify.Fix<RowStatisticCodeFix>(
        Models.Of(Gain, "(x - [|x.mean()|]) / torch.sqrt([|x.var(unbiased: false)|] + 1e-5) * weight"),
        Models.Of(Gain, "(x - x.mean([-1], keepdim: true)) / torch.sqrt(x.var(-1, unbiased: false, keepdim: true) + 1e-5) * weight"),
        fixAll: false);
}
