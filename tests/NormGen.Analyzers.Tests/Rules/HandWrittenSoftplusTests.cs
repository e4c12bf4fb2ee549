using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<HandWrittenSoftplusAnalyzer>;

public sealed class HandWrittenSoftplusTests
{
    private static string Loss(string expression) => $"class Loss {{ static Tensor Of(Tensor x, Tensor y) => {expression}; }}";

    [Fact]
    public Task A_logarithm_of_one_more_than_an_exponential_is_found() => Verify.Findings(
        Loss("{|#0:torch.log(1 + torch.exp(x))|}.mean()"),
        Verify.Finding("'torch.log(1 + torch.exp(x))' is infinite where 'x' is above 88 in float32, and its gradient NaN; softplus computes the same and is right everywhere"));

    [Theory]
    [InlineData("[|(x.exp() + 1f).log()|]")]
    [InlineData("[|torch.log1p(torch.exp(-x * y))|]")]
    [InlineData("[|x.exp().add(1).log()|]")]
    [InlineData("y + [|(1.0 + torch.exp(x)).log()|]")]
    public Task Spellings_count(string expression) => Verify.Findings(Loss(expression));

    [Theory]
    [InlineData("torch.log(2 + torch.exp(x))")]
    [InlineData("torch.log(torch.exp(x) + torch.exp(y))")]
    [InlineData("torch.log1p(x.expm1())")]
    [InlineData("torch.log1p(-torch.exp(x))")]
    [InlineData("torch.log1p(torch.exp(-torch.abs(x)))")]
    [InlineData("torch.log(1 + x.abs().neg().exp())")]
    [InlineData("x * Math.Log(1 + Math.Exp(2.0))")]
    public Task Other_formulas_are_silent(string expression) => Verify.Findings(Loss(expression));

    [Theory]
    [InlineData("[|torch.log(1 + torch.exp(-x))|]", "functional.softplus(-x)")]
    [InlineData("y * [|x.exp().log1p()|]", "y * functional.softplus(x)")]
    public Task The_fix_is_softplus(string before, string after) => Verify.Fix<SoftplusCodeFix>(Loss(before), Loss(after));
}
