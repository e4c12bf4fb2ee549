using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<FormulaAdviceAnalyzer>;

public sealed class SoftmaxWithoutMaximumTests
{
    [Theory]
    [InlineData("x.{|NG4003:exp|}() / x.exp().sum([-1L], keepdim: true)", "x.softmax(-1)")]
    [InlineData("{|NG4003:exp|}(x * w) / (exp(x * w)).sum([-1L], keepdim: true)", "(x * w).softmax(-1)")]
    [InlineData("(x / 8).{|NG4003:exp|}() / torch.sum((x / 8).exp(), [-1L], keepdim: true)", "(x / 8).softmax(-1)")]
    public Task A_quotient_written_out_becomes_a_softmax(string before, string after) => Verify.FixThatBuilds<SoftmaxCodeFix>(Formulas.Of($"w * ({before}) * eps"), Formulas.Of($"w * ({after}) * eps"));

    [Fact]
    public Task A_local_that_serves_the_quotient_alone_goes() => Verify.FixThatBuilds<SoftmaxCodeFix>(
        Formulas.Of("""
            {
                var e = torch.{|NG4003:exp|}(x);
                return e / e.sum([-1L], keepdim: true) * w;
            }
            """),
        Formulas.Of("""
            {
                return x.softmax(-1) * w;
            }
            """));

    [Theory]
    [InlineData("{ var e = x.{|NG4003:exp|}(); return e / e.sum([-1L], keepdim: true) * e; }")]
    [InlineData("{ x = x + w; return x.{|NG4003:exp|}() / x.exp().sum([-1L], keepdim: true); }")]
    [InlineData("{ var e = x.{|NG4003:exp|}(); return e / (1 + e.sum([-1L], keepdim: true)); }")]
    [InlineData("x - x.{|NG4003:exp|}().sum([-1L], keepdim: true).log()")]
    [InlineData("x.{|NG4003:exp2|}() / x.exp2().sum([-1L], keepdim: true)")]
    [InlineData("x.{|NG4003:exp|}().div(x.exp().mean([-1L], keepdim: true))")]
    [InlineData("Share(x.{|NG4003:exp|}())")]
    [InlineData("{ var e = x.{|NG4003:exp|}(); return e * (1 / e.sum([-1L], keepdim: true)); }")]
    [InlineData("{ var e = x.{|NG4003:exp|}(); return e.sum([-1L], keepdim: true).reciprocal() * w * e; }")]
    [InlineData("{ var e = x.{|NG4003:exp|}(); return e * w * e.sum([-1L], keepdim: true).pow(-1); }")]
    [InlineData("{ var e = x.{|NG4003:exp|}(); return e / (2 * e.mean([-1L], keepdim: true)); }")]
    [InlineData("{ var e = x.{|NG4003:exp|}(); var c = w / e.sum([-1L], keepdim: true); return e * c; }")]
    public Task Other_forms_are_found_without_a_fix(string formula)
    {
        var source = Formulas.Of(formula, "private static Tensor Share(Tensor e) => e / e.sum([-1L], keepdim: true);");
        return Verify.Fix<SoftmaxCodeFix>(source, source);
    }

    [Theory]
    [InlineData("x.{|#0:exp|}() / x.exp().sum([-1L], keepdim: true)", "'exp' is infinite for arguments above 88 in float32, and a softmax is made of it without the row's maximum taken off first; write softmax(-1)")]
    [InlineData("x * x.{|#0:exp|}().sum([-1L], keepdim: true).log()", "'exp' is infinite for arguments above 88 in float32, and the logarithm of a sum of exponentials is made of it without the row's maximum taken off first; write logsumexp(-1, keepdim: true)")]
    public Task The_message_says_what_it_is_and_what_to_write(string formula, string message)
        => Verify.Findings(Formulas.Of(formula), Verify<FormulaAdviceAnalyzer>.Result("NG4003", DiagnosticSeverity.Info).WithLocation(0).WithMessage(message));

    [Theory]
    [InlineData("{ var e = (x - x.amax([-1L], keepdim: true)).exp(); return e / e.sum([-1L], keepdim: true); }")]
    [InlineData("{ var e = ((x - x.amax([-1L], keepdim: true).detach()) / eps).exp(); return e / e.sum([-1L], keepdim: true); }")]
    [InlineData("{ var m = x.amax([-1L], keepdim: true); return x * (m + (x - m).exp().sum([-1L], keepdim: true).log()); }")]
    [InlineData("{ var e = (x - y).exp(); return e / e.sum([-1L], keepdim: true); }")]
    [InlineData("x.softmax(-1) + x.log_softmax(-1)")]
    [InlineData("{ var e = (x - x.amax([-1L], keepdim: true)).exp(); return e * (1 / e.sum([-1L], keepdim: true)); }")]
    [InlineData("{ var e = (x - x.logsumexp(-1, keepdim: true)).exp(); return e * e.sum([-1L], keepdim: true).reciprocal(); }")]
    [InlineData("{ var e = (x - x.norm(-1, keepdim: true)).exp(); return e / e.sum([-1L], keepdim: true); }")]
    public Task What_takes_a_maximum_off_is_fine(string formula) => Verify.Silence(Formulas.Of(formula));

    [Theory]
    [InlineData("{ var e = (-x.square()).exp(); return e / e.sum([-1L], keepdim: true); }")]
    [InlineData("{ var e = (-x.abs()).exp(); return e / e.sum([-1L], keepdim: true); }")]
    [InlineData("{ var e = x.sigmoid().exp(); return e / e.sum([-1L], keepdim: true); }")]
    [InlineData("{ var e = (x * rsqrt(x.square().mean([-1L], keepdim: true) + eps)).exp(); return e / e.sum([-1L], keepdim: true); }")]
    [InlineData("x.exp() / (1 + x.exp())")]
    [InlineData("x.exp() / y.exp().sum([-1L], keepdim: true)")]
    [InlineData("x.exp() * (1 / (1 + x.exp()))")]
    [InlineData("x.exp() * x.exp().sum([-1L], keepdim: true)")]
    public Task What_is_bounded_or_no_softmax_is_left_alone(string formula) => Verify.Silence(Formulas.Of(formula));
}
