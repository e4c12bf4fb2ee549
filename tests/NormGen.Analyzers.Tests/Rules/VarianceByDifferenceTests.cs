using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<FormulaAdviceAnalyzer>;

public sealed class VarianceByDifferenceTests
{
    private const string Mean = "x.mean([-1L], keepdim: true)";

    [Theory]
    [InlineData("x.square().mean([-1L], keepdim: true) {|NG4001:-|} x.mean([-1L], keepdim: true).square()", "x.var([-1L], unbiased: false, keepdim: true)")]
    [InlineData("x.pow(2).mean([-1], true) {|NG4001:-|} x.mean([-1], true).pow(2)", "x.var([-1], unbiased: false, keepdim: true)")]
    [InlineData("torch.mean(x * x, [-1L], keepdim: true) {|NG4001:-|} torch.mean(x, [-1L], keepdim: true).square()", "x.var([-1L], unbiased: false, keepdim: true)")]
    [InlineData("((x * w).square().mean([-1L], keepdim: true) {|NG4001:-|} (x * w).mean([-1L], keepdim: true).square()).clamp_min(0)", "((x * w).var([-1L], unbiased: false, keepdim: true)).clamp_min(0)")]
    public Task Two_means_become_the_variance(string before, string after) => Verify.FixThatBuilds<VarianceCodeFix>(Formulas.Of($"x * ({before} + eps)"), Formulas.Of($"x * ({after} + eps)"));

    [Fact]
    public Task Locals_are_followed() => Verify.FixThatBuilds<VarianceCodeFix>(
        Formulas.Of($"{{ var m = {Mean}; var s = (x * x).mean([-1L], keepdim: true); var v = s {{|NG4001:-|}} m * m; return (x - m) * rsqrt(v + eps); }}"),
        Formulas.Of($"{{ var m = {Mean}; var s = (x * x).mean([-1L], keepdim: true); var v = x.var([-1L], unbiased: false, keepdim: true); return (x - m) * rsqrt(v + eps); }}"));

    [Theory]
    [InlineData("x * (x.square().sum([-1L], keepdim: true) {|NG4001:-|} x.sum([-1L], keepdim: true).square() / x.shape[^1])")]
    [InlineData("x * ((x * x).mean([-1L], keepdim: true).{|NG4001:sub|}(x.mean([-1L], keepdim: true).square()))")]
    [InlineData("x * (-x.mean([-1L], keepdim: true).square() {|NG4001:+|} x.square().mean([-1L], keepdim: true))")]
    [InlineData("x * (eps + x.square().mean([-1L], keepdim: true) {|NG4001:-|} x.mean([-1L], keepdim: true).square())")]
    [InlineData("x * (x.square().mean([0L], keepdim: true) {|NG4001:-|} (x.sum([0L], keepdim: true) / x.shape[0]).square()) * Two(w)")]
    [InlineData("x * (x.norm(-1, keepdim: true).square() / x.shape[^1] {|NG4001:-|} x.mean([-1L], keepdim: true).square())")]
    [InlineData("{ var r = (x * x).mean([-1L], keepdim: true).sqrt(); var m = x.mean([-1L], keepdim: true); return x * (r * r {|NG4001:-|} m * m); }")]
    [InlineData("{ var r = x.norm(-1, keepdim: true) / Math.Sqrt(x.shape[^1]); return x * (r.square() {|NG4001:-|} x.mean([-1L], keepdim: true).abs().square()); }")]
    [InlineData("x * (x.abs().square().mean([-1L], keepdim: true) {|NG4001:-|} x.mean([-1L], keepdim: true).pow(2))")]
    [InlineData("x * (0.25 * (x * 2).square().mean([-1L], keepdim: true) {|NG4001:-|} (x * eps).mean([-1L], keepdim: true).square() / (eps * eps))")]
    [InlineData("x * (x.square().mean([-1L], keepdim: true) {|NG4001:-|} x.mean([-1L], keepdim: true).pow(4).sqrt())")]
    [InlineData("x * Variance(x)")]
    public Task Other_spellings_are_found_without_a_fix(string formula)
    {
        const string helpers = "private static Tensor Variance(Tensor v) => Average(v * v) {|NG4001:-|} Average(v).square(); private static Tensor Average(Tensor v) => v.mean([-1L], keepdim: true); private static Tensor Two(Tensor v) => v * 2;";
        var source = Formulas.Of(formula, formula.Contains("Variance") ? helpers : helpers.Replace("{|NG4001:-|}", "-"));
        return Verify.Fix<VarianceCodeFix>(source, source);
    }

    [Fact]
    public Task A_variance_over_several_dimensions_is_found() => Verify.Findings("""
        static partial class N
        {
            [Fused(nameof(F))] public static partial Tensor M(Tensor x);
            private static Tensor F(Tensor x) => x * (x.square().mean([2L, 3L], keepdim: true) {|NG4001:-|} x.mean([2L, 3L], keepdim: true).square())
                + (x.square().mean([1L, 2L, 3L], keepdim: true) {|NG4001:-|} x.mean([1L, 2L, 3L], keepdim: true).square());
        }
        """);

    [Fact]
    public Task A_helper_of_two_formulas_is_reported_once() => Verify.Findings("""
        static partial class N
        {
            [Fused(nameof(F))] public static partial Tensor M(Tensor x);
            [Fused(nameof(G))] public static partial Tensor K(Tensor x);
            private static Tensor F(Tensor x) => x * Variance(x);
            private static Tensor G(Tensor x) => x - Variance(x);
            private static Tensor Variance(Tensor v) => v.square().mean([-1L], keepdim: true) {|NG4001:-|} v.mean([-1L], keepdim: true).square();
        }
        """);

    [Fact]
    public Task An_update_is_searched_too() => Verify.Findings("""
        static partial class N
        {
            [Fused(nameof(F))] public static partial void M([Updated] Tensor p, Tensor g);
            private static Tensor F(Tensor p, Tensor g) => p - g * (g.square().mean([0L], keepdim: true) {|NG4001:-|} g.mean([0L], keepdim: true).square());
        }
        """);

    [Fact]
    public Task The_message_says_what_is_lost_and_what_to_use() => Verify.Findings(
        Formulas.Of($"x * (x.square().mean([-1L], keepdim: true) {{|#0:-|}} {Mean}.square() + eps)"),
        Verify<FormulaAdviceAnalyzer>.Result("NG4001", Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0).WithMessage(
            "'-' takes the square of a mean from a mean of squares: where the mean is large beside the deviation, what is left is rounding, and it can be negative; use var(.., unbiased: false), which takes the mean off first"));

    [Theory]
    [InlineData("x * x.var([-1L], unbiased: false, keepdim: true)")]
    [InlineData("x * ((x - x.mean([-1L], keepdim: true)).square().mean([-1L], keepdim: true))")]
    [InlineData("x * (x.square().mean([-1L], keepdim: true) - y.mean([-1L], keepdim: true).square())")]
    [InlineData("x * (x.square().mean([-1L], keepdim: true) + x.mean([-1L], keepdim: true).square())")]
    [InlineData("x * (x.square().mean([-1L], keepdim: true) - 0.5 * x.mean([-1L], keepdim: true).square())")]
    [InlineData("x * ((x - y).square().mean([-1L], keepdim: true) - (x - y).mean([-1L], keepdim: true).square())")]
    [InlineData("x * (x.square().sum([-1L], keepdim: true) - x.sum([-1L], keepdim: true).square())")]
    [InlineData("x * (x.norm(-1, keepdim: true) - x.mean([-1L], keepdim: true))")]
    [InlineData("x * (x.norm(-1, keepdim: true) / x.shape[^1] - x.mean([-1L], keepdim: true).square())")]
    [InlineData("x * (x.square().mean([-1L], keepdim: true).sqrt() - x.mean([-1L], keepdim: true).abs())")]
    public Task What_keeps_its_digits_or_is_no_variance_is_fine(string formula) => Verify.Silence(Formulas.Of(formula));

    [Fact]
    public Task The_same_outside_a_formula_is_fine() => Verify.Findings($"static class N {{ public static Tensor M(Tensor x) => x.square().mean([-1L], keepdim: true) - {Mean}.square(); }}");

    [Fact]
    public Task A_difference_with_more_on_its_right_is_found_and_not_rewritten()
    {
        var source = Formulas.Of($"x * (x.square().mean([-1L], keepdim: true) {{|NG4001:-|}} ({Mean}.square() - eps))");
        return Verify.Fix<VarianceCodeFix>(source, source);
    }
}
