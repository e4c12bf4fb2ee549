using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<FusedAnalyzer>;

public sealed class OperationNotFusedTests
{
    [Fact]
    public Task An_operation_in_place_becomes_the_one_that_computes() => Verify.Fix<FusableOperationCodeFix>(
        Formula("x.{|NG0011:mul_|}(x).exp() * eps"),
        Formula("x.mul(x).exp() * eps"));

    [Theory]
    [InlineData("MathF.{|NG0011:Sqrt|}(2)", "Math.Sqrt(2)")]
    [InlineData("System.MathF.{|NG0011:Sqrt|}(2)", "System.Math.Sqrt(2)")]
    public Task A_function_of_float_becomes_one_of_double(string before, string after) => Verify.Fix<FusableOperationCodeFix>(Formula($"x * {before} * eps"), Formula($"x * {after} * eps"));

    [Theory]
    [InlineData("x * {|NG0011:expm1|}(x)")]
    [InlineData("x.{|NG0011:cumsum|}(-1)")]
    [InlineData("x.{|NG0011:hardtanh|}(-1, 1)")]
    [InlineData("x / x.{|NG0011:norm|}(-1L)")]
    [InlineData("x{|NG0011:[|}0] * x")]
    [InlineData("x * (x {|NG0011:%|} 2)")]
    [InlineData("x * Math.{|NG0011:Sin|}(eps)")]
    [InlineData("x.{|NG0011:to|}(ScalarType.Float64) * x")]
    [InlineData("x * x.{|NG0011:max|}(-1).values")]
    [InlineData("x * (x.shape[^1] {|NG0011:/|} 2)")]
    [InlineData("x * Scale.{|NG0011:Value|}")]
    [InlineData("x * Scale.{|NG0011:Same|}(x)")]
    [InlineData("x.{|NG0011:item|}<double>() * x")]
    [InlineData("CounterRandom.dropout(x, 0.5, 1L {|NG0011:<<|} 53)")]
    [InlineData("CounterRandom.dropout(x, 0.5, x.shape{|NG0011:[|}^1])")]
    [InlineData("CounterRandom.dropout(x, 0.5, ({|NG0011:long|})eps)")]
    [InlineData("CounterRandom.dropout(x, {|NG0011:1.5|}, 3)")]
    [InlineData("CounterRandom.dropout(x, 1.0 {|NG0011:/|} x.shape[^1], 3)")]
    [InlineData("CounterRandom.{|NG0011:uniform_like|}(x > 0, 3)")]
    public Task What_has_no_form_in_a_kernel_is_found_on_its_token(string formula)
    {
        var source = Formula(formula + " * eps");
        return Verify.Fix<FusableOperationCodeFix>(source, source);
    }

    [Fact]
    public Task A_statement_that_no_kernel_has_is_found() => Verify.Findings("""
        static partial class N
        {
            [Fused(nameof(F))] public static partial Tensor M(Tensor x);

            private static Tensor F(Tensor x)
            {
                {|NG0011:for|} (var i = 0; i < 3; i++) x = x * x;
                return x;
            }
        }
        """);

    [Fact]
    public Task A_result_of_another_shape_is_found_on_the_formula() => Verify.Findings(
        "static partial class N { [Fused(nameof(F))] public static partial Tensor M(Tensor x); private static Tensor {|#0:F|}(Tensor x) => x.sum([-1L], keepdim: true); }",
        Verify<FusedAnalyzer>.Result("NG0011").WithLocation(0));

    [Fact]
    public Task A_result_that_no_step_can_follow_is_found_on_the_formula_too() => Verify.Findings(
        "static partial class N { [Fused(nameof(F))] public static partial Tensor M(Tensor x, double eps); private static Tensor {|#0:F|}(Tensor x, double eps) => eps > 0 ? x : null; }",
        Verify<FusedAnalyzer>.Result("NG0011").WithLocation(0).WithMessage("'F' cannot be part of a kernel: its result cannot be followed back to its parameters"));

    [Theory]
    [InlineData("{ x.{|#0:mul_|}(2); return x; }", "'mul_' cannot be part of a kernel: it writes into its operand; a formula only computes; write x = x.mul(2)")]
    [InlineData("{ var f = x.to(ScalarType.Float32); return f * eps; }", "'result' cannot be part of a kernel: it is float32, whatever the type of the tensors is; write .to(x.dtype)")]
    public Task A_statement_has_its_own_rewrite(string body, string message) => Verify.Findings(
        $"static partial class N {{ [Fused(nameof(F))] public static partial Tensor M(Tensor x, double eps); private static Tensor {(body.Contains("#0") ? "F" : "{|#0:F|}")}(Tensor x, double eps) {body} }}",
        Verify<FusedAnalyzer>.Result("NG0011").WithLocation(0).WithMessage(message));

    [Fact]
    public Task The_message_has_the_reason_and_the_rewrite() => Verify.Findings(
        Formula("x.{|#0:log1p|}() * eps"),
        Verify<FusedAnalyzer>.Result("NG0011").WithLocation(0).WithMessage("'log1p' cannot be part of a kernel: kernels have no function of its own precision near 0; write (1 + x).log()"));

    [Fact]
    public Task A_mistake_inside_a_called_formula_is_reported_there_alone() => Verify.Findings("""
        static partial class N
        {
            [Fused(nameof(F))] public static partial Tensor M(Tensor x);
            private static Tensor F(Tensor x) => x * G(x);

            [Fused(nameof(H))] public static partial Tensor G(Tensor x);
            private static Tensor H(Tensor x) => x.{|NG0011:cumsum|}(-1);
        }
        """);

    [Theory]
    [InlineData("x * rsqrt(x.square().mean([-1L], keepdim: true) + eps)")]
    [InlineData("x * Scale.Fixed * eps")]
    [InlineData("x * eps + Missing(x)")]
    [InlineData("x * undefined")]
    public Task Formulas_and_code_that_does_not_compile_are_fine(string formula) => Verify.Findings(Formula(formula));

    [Fact]
    public Task The_same_operation_outside_a_formula_is_fine() => Verify.Findings("static class N { public static Tensor M(Tensor x) => x.cumsum(-1).mul_(2); }");

    private static string Formula(string body) => $$"""
        static partial class N
        {
            [Fused(nameof(F))]
            public static partial Tensor M(Tensor x, double eps);

            private static Tensor F(Tensor x, double eps) => {{body}};
        }

        static class Scale { public static double Value = 2; public const double Fixed = 2; public static Func<Tensor, Tensor> Same = x => x; }
        """;
}
