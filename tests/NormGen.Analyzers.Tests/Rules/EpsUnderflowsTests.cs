using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<EpsUnderflowsAnalyzer>;

public sealed class EpsUnderflowsTests
{
    private const string Fields = "readonly LayerNorm norm = LayerNorm(8, eps: 1e-12);";

    [Fact]
    public Task An_eps_that_is_zero_in_float16_is_found() => Verify.Findings(
        Models.Of(Fields, "var h = x.to(ScalarType.Float16); return (h - h.mean([-1], keepdim: true)) / ({|#0:h.std([-1], keepdim: true)|} + 1e-8);"),
        Verify.Finding("The eps 1E-08 is zero in float16: a row of equal numbers divides by zero; use 1e-5 or more, or compute the statistics in float32"));

    [Theory]
    [InlineData("x = x.half(); return x * torch.rsqrt([|x.pow(2).mean([-1], keepdim: true)|] + 1e-12);")]
    [InlineData("x = x.half(); return x / torch.sqrt(1e-9 + [|x.var([-1], keepdim: true)|]);")]
    public Task Spellings_count(string forward) => Verify.Findings(Models.Of(Fields, forward));

    [Theory]
    [InlineData("x = x.half(); return x * torch.rsqrt(x.pow(2).mean([-1], keepdim: true) + 1e-5);")]
    [InlineData("x = x.half(); var h = x.to(ScalarType.Float32); return h * torch.rsqrt(h.pow(2).mean([-1], keepdim: true) + 1e-12);")] // computed in float32
    [InlineData("return x * torch.rsqrt(x.pow(2).mean([-1], keepdim: true) + 1e-12);")] // of unknown type
    [InlineData("return norm.call(x.half());")] // computes in float32
    public Task What_is_not_zero_is_silent(string forward) => Verify.Findings(Models.Of(Fields, forward));

    [Theory]
    [InlineData("x = x.half(); return x * torch.rsqrt([|x.pow(2).mean([-1], keepdim: true)|] + 1e-12);", "x = x.half(); return x * torch.rsqrt(x.pow(2).mean([-1], keepdim: true) + 1e-5);")]
    [InlineData("x = x.half(); return x / torch.sqrt(1e-9f + [|x.var([-1], keepdim: true)|]);", "x = x.half(); return x / torch.sqrt(1e-5f + x.var([-1], keepdim: true));")]
    public Task The_fix_raises_it(string forward, string fixedForward) => Verify.FixWithoutAll<RaiseEpsCodeFix>(Models.Of(Fields, forward), Models.Of(Fields, fixedForward));
}
