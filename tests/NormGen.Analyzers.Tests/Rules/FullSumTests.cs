using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<FusedAnalyzer>;

public sealed class FullSumTests
{
    [Theory]
    [InlineData("x.{|NG0012:sum|}(0)", "x.sum([-1L], keepdim: true)")]
    [InlineData("torch.{|NG0012:sum|}(x, 0)", "torch.sum(x, [-1L], keepdim: true)")]
    [InlineData("x.square().{|NG0012:sum|}(0)", "x.square().sum([-1L], keepdim: true)")]
    public Task In_a_formula_it_becomes_the_sum_over_the_features(string before, string after) => Verify.Fix<FullSumCodeFix>(Formula(before), Formula(after));

    [Fact]
    public Task In_an_update_it_becomes_the_sum_over_the_rows() => Verify.Fix<FullSumCodeFix>(Update("g.{|NG0012:sum|}(0)"), Update("g.sum([0L], keepdim: true)"));

    [Fact]
    public Task The_message_says_what_zero_is() => Verify.Findings(
        Formula("x.{|#0:sum|}(0)"),
        Verify<FusedAnalyzer>.Result("NG0012").WithLocation(0).WithMessage(
            "'sum' does not sum over a dimension: 0 is read as the element type Byte, not as a dimension: it sums the whole tensor into one byte; write sum([-1L], keepdim: true)"));

    [Theory]
    [InlineData("x.sum(-1, keepdim: true)")]
    [InlineData("x.sum([-1L], keepdim: true)")]
    public Task A_sum_over_a_dimension_is_fine(string sum) => Verify.Findings(Formula(sum));

    private static string Formula(string sum) => $$"""
        static partial class N
        {
            [Fused(nameof(F))]
            public static partial Tensor M(Tensor x);

            private static Tensor F(Tensor x) => x * {{sum}};
        }
        """;

    private static string Update(string sum) => $$"""
        static partial class N
        {
            [Fused(nameof(F))]
            public static partial void M([Updated] Tensor p, Tensor g);

            private static Tensor F(Tensor p, Tensor g) => p - {{sum}};
        }
        """;
}
