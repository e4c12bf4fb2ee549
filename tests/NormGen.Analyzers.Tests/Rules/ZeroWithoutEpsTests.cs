using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<FormulaAdviceAnalyzer>;

public sealed class ZeroWithoutEpsTests
{
    [Theory]
    [InlineData("x * x.square().mean([-1L], keepdim: true).{|NG4002:rsqrt|}()")]
    [InlineData("x * x.pow(2).mean([-1L], keepdim: true).{|NG4002:pow|}(-0.5)")]
    [InlineData("x {|NG4002:/|} sqrt(x.square().sum([-1L], keepdim: true))")]
    [InlineData("x {|NG4002:/|} x.norm(-1, keepdim: true)")]
    [InlineData("(x - x.mean([-1L], keepdim: true)) {|NG4002:/|} x.std(-1, keepdim: true)")]
    [InlineData("x.{|NG4002:div|}((x * w).square().sum([-1L], keepdim: true).sqrt())")]
    [InlineData("x.abs().{|NG4002:log|}()")]
    [InlineData("torch.nn.functional.relu(x).{|NG4002:log2|}()")]
    [InlineData("x.softmax(-1).{|NG4002:log|}() * w")]
    [InlineData("x {|NG4002:/|} x.norm(-1, keepdim: true, p: 1)")]
    [InlineData("x {|NG4002:/|} x.abs().amax([-1L], keepdim: true)")]
    [InlineData("x {|NG4002:/|} x.var(-1, keepdim: true)")]
    [InlineData("x {|NG4002:/|} x.square().mean([-1L], keepdim: true)")]
    [InlineData("x * x.norm(-1, keepdim: true).{|NG4002:pow|}(-1)")]
    [InlineData("x * x.abs().sum([-1L], keepdim: true).{|NG4002:pow|}(-1.5)")]
    [InlineData("x * x.var(-1, keepdim: true).{|NG4002:reciprocal|}()")]
    [InlineData("x * (1 {|NG4002:/|} x.norm(-1, keepdim: true))")]
    [InlineData("(x * y).sum([-1L], keepdim: true) {|NG4002:/|} (x.norm(-1, keepdim: true) * y.norm(-1, keepdim: true)) * x")]
    [InlineData("x {|NG4002:/|} (2 * x.std(-1, keepdim: true) * w)")]
    [InlineData("x {|NG4002:/|} (x.norm(-1, keepdim: true) / Math.Sqrt(x.shape[^1]))")]
    [InlineData("x * Inverse(x)")]
    public Task What_is_zero_for_zeros_or_equal_numbers_is_found(string formula)
        => Verify.Findings(Formulas.Of(formula + " * eps", formula.Contains("Inverse") ? "private static Tensor Inverse(Tensor v) { var s = v.abs().mean([-1L], keepdim: true); return {|NG4002:rsqrt|}(s); }" : ""));

    [Theory]
    [InlineData("x * x.square().mean([-1L], keepdim: true).{|#0:rsqrt|}()", "'rsqrt' is infinite for a row of zeros, because nothing keeps it from zero; write + eps on its argument")]
    [InlineData("x {|#0:/|} x.std(-1, keepdim: true)", "'/' is a division by zero for a row of equal numbers, because nothing keeps it from zero; write clamp_min(eps) on the root, or + eps under it")]
    [InlineData("x.softmax(-1).{|#0:log|}()", "'log' is -infinity where a share is too small for its type, because nothing keeps it from zero; write log_softmax(x, -1)")]
    public Task The_message_says_where_and_what_to_write(string formula, string message)
        => Verify.Findings(Formulas.Of(formula), Verify<FormulaAdviceAnalyzer>.Result("NG4002", DiagnosticSeverity.Info).WithLocation(0).WithMessage(message));

    [Theory]
    [InlineData("x * rsqrt(x.square().mean([-1L], keepdim: true) + eps)")]
    [InlineData("x * rsqrt(x.square().mean([-1L], keepdim: true) + 1e-6)")]
    [InlineData("x * rsqrt(x.square().mean([-1L], keepdim: true).clamp_min(eps))")]
    [InlineData("x / torch.maximum(x.norm(-1, keepdim: true), x * 0 + 1)")]
    [InlineData("x / x.norm(-1, keepdim: true).clamp_min(1e-12)")]
    [InlineData("x / (x.norm(-1, keepdim: true) + eps)")]
    [InlineData("(1 + x.exp()).log()")]
    [InlineData("torch.nn.functional.softplus(x)")]
    [InlineData("x.log_softmax(-1)")]
    [InlineData("x.logsumexp(-1, keepdim: true) * x")]
    [InlineData("x / (x.norm(-1, keepdim: true) * y.norm(-1, keepdim: true) + eps)")]
    [InlineData("x / (x.norm(-1, keepdim: true) * y.norm(-1, keepdim: true)).clamp_min(1e-8)")]
    [InlineData("x / (x.abs().amax([-1L], keepdim: true) + eps)")]
    [InlineData("x / x.abs().sum([-1L], keepdim: true).clamp_min(eps)")]
    [InlineData("x / torch.maximum(x.abs().amax([-1L], keepdim: true), torch.tensor(1e-8))")]
    [InlineData("x / (x.var(-1, keepdim: true) + eps).sqrt()")]
    [InlineData("x * (x.var(-1, keepdim: true) + 1e-5).pow(-0.5)")]
    [InlineData("x * (x.norm(-1, keepdim: true) + 1e-5).pow(-1)")]
    [InlineData("x / (1 + x.abs())")]
    [InlineData("x / x.exp().mean([-1L], keepdim: true)")]
    [InlineData("torch.nn.functional.normalize(x, dim: -1)")]
    [InlineData("x.softmax(-1) * torch.nn.functional.softsign(x)")]
    public Task What_an_eps_or_a_bound_keeps_from_zero_is_fine(string formula) => Verify.Silence(Formulas.Of(formula));

    [Theory]
    [InlineData("x.log()")]
    [InlineData("(x * w).log() + (x - y).log()")]
    [InlineData("x * w.rsqrt()")]
    [InlineData("x / (x * y).mean([-1L], keepdim: true).sqrt()")]
    [InlineData("(x.tanh() + 2).square().log()")]
    [InlineData("torch.where(x == 0, 0, x.abs().log())")]
    [InlineData("x * rsqrt(torch.where(x == 0, 1, x.square()))")]
    [InlineData("x.softmax(-1).add(1e-9).log()")]
    [InlineData("x / y / w")]
    [InlineData("x / x.mean([-1L], keepdim: true)")]
    [InlineData("x / x.amax([-1L], keepdim: true)")]
    public Task What_may_be_negative_or_is_guarded_by_a_condition_is_left_alone(string formula) => Verify.Silence(Formulas.Of(formula));

    [Theory]
    [InlineData("x * x.square().mean([-1L], keepdim: true).{|NG4002:rsqrt|}()", "x * (x.square().mean([-1L], keepdim: true) + eps).rsqrt()")]
    [InlineData("x * {|NG4002:rsqrt|}(x.square().mean([-1L], keepdim: true))", "x * rsqrt(x.square().mean([-1L], keepdim: true) + eps)")]
    [InlineData("x {|NG4002:/|} sqrt(x.square().sum([-1L], keepdim: true))", "x / sqrt(x.square().sum([-1L], keepdim: true) + eps)")]
    [InlineData("x.{|NG4002:div|}(x.norm(-1, keepdim: true))", "x.div(x.norm(-1, keepdim: true).clamp_min(eps))")]
    [InlineData("x {|NG4002:/|} x.std(-1, keepdim: true)", "x / x.std(-1, keepdim: true).clamp_min(eps)")]
    [InlineData("x.abs().{|NG4002:log|}()", "(x.abs() + eps).log()")]
    [InlineData("torch.{|NG4002:log2|}(x * x)", "torch.log2(x * x + eps)")]
    public async Task The_fix_adds_the_eps_of_the_formula(string formula, string fixedFormula)
    {
        await Verify.FixWithoutAll<AddEpsCodeFix>(Formulas.Of(formula), Formulas.Of(fixedFormula));
        await Verify.Silence(Formulas.Of(fixedFormula));
    }

    [Fact]
    public Task A_helper_without_an_eps_gets_a_number() => Verify.FixWithoutAll<AddEpsCodeFix>(
        Formulas.Of("x * Inverse(x) * eps", "private static Tensor Inverse(Tensor v) { var s = v.abs().mean([-1L], keepdim: true); return {|NG4002:rsqrt|}(s); }"),
        Formulas.Of("x * Inverse(x) * eps", "private static Tensor Inverse(Tensor v) { var s = v.abs().mean([-1L], keepdim: true); return rsqrt(s + 1e-6); }"));

    [Theory]
    [InlineData("x.softmax(-1).{|NG4002:log|}() * w", "x.log_softmax(-1) * w")]
    [InlineData("torch.{|NG4002:log|}((x * w).softmax(-1))", "(x * w).log_softmax(-1)")]
    public Task The_fix_takes_the_logarithm_of_a_softmax_at_once(string formula, string fixedFormula) => Verify.FixThatBuilds<LogSoftmaxCodeFix>(Formulas.Of(formula), Formulas.Of(fixedFormula));
}
