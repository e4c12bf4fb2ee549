using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<FusedAnalyzer>;

public sealed class FusedSignatureTests
{
    [Theory]
    [InlineData("public static Tensor M(Tensor x, double eps);", "public static partial Tensor M(Tensor x, double eps);")]
    [InlineData("public partial Tensor M(Tensor x, double eps);", "public static partial Tensor M(Tensor x, double eps);")]
    [InlineData("Tensor M(Tensor x, double eps);", "static partial Tensor M(Tensor x, double eps);")]
    public Task A_method_without_a_body_becomes_static_partial(string before, string after) => Verify.Fix<FusedDeclarationCodeFix>(
        Method(before.Replace(" M(", " {|NG0010:M|}(")),
        Method(after));

    [Theory]
    [InlineData("public static Tensor {|NG0010:M|}(Tensor x, double eps) => x;")]
    [InlineData("public static partial Tensor M(Tensor x, double eps); public static partial Tensor {|NG0010:M|}(Tensor x, double eps) => x;")]
    public Task A_method_with_a_body_is_found_and_left_as_it_is(string declaration) => Verify.Fix<FusedDeclarationCodeFix>(Method(declaration), Method(declaration));

    [Theory]
    [InlineData("public static partial Tensor {|NG0010:M|}<T>(Tensor x, double eps);")]
    [InlineData("public static partial int {|NG0010:M|}(Tensor x, double eps);", "private static int F(Tensor x, double eps) => 1;")]
    [InlineData("public static partial void {|NG0010:M|}(Tensor x, double eps);")]
    [InlineData("public static partial Tensor M([Updated] Tensor {|NG0010:x|}, double eps);")]
    [InlineData("public static partial Tensor M(Tensor x, [PerFeature, PerRow] Tensor {|NG0010:w|});", "private static Tensor F(Tensor x, Tensor w) => x;")]
    [InlineData("public static partial Tensor M(Tensor x, [PerChannel] long {|NG0010:groups|});", "private static Tensor F(Tensor x, long groups) => x;")]
    [InlineData("public static partial Tensor M(double {|NG0010:x|}, double eps);", "private static Tensor F(double x, double eps) => ones(1);")]
    [InlineData("public static partial Tensor M([PerFeature] Tensor {|NG0010:x|}, double eps);")]
    [InlineData("public static partial Tensor M(Tensor x, float {|NG0010:eps|});", "private static Tensor F(Tensor x, float eps) => x;")]
    [InlineData("public static partial Tensor M(Tensor x, in double {|NG0010:eps|});", "private static Tensor F(Tensor x, in double eps) => x;")]
    [InlineData("public static partial Tensor M(Tensor x, [PerFeature] double {|NG0010:eps|});")]
    public Task A_declaration_that_no_kernel_can_have_is_found(string declaration, string formula = Formula) => Verify.Findings(Method(declaration, formula));

    [Theory]
    [InlineData("private Tensor {|NG0010:F|}(Tensor x, double eps) => x;")]
    [InlineData("private static Tensor {|NG0010:F|}<T>(Tensor x, double eps) => x;")]
    [InlineData("private static Tensor {|NG0010:F|}(Tensor x) => x;")]
    [InlineData("private static (Tensor a, Tensor b) {|NG0010:F|}(Tensor x, double eps) => (x, x);")]
    [InlineData("private static Tensor F(Tensor x, double {|NG0010:eps|} = 1e-6) => x * eps;")]
    public Task A_formula_that_differs_is_found(string formula) => Verify.Findings(Method("public static partial Tensor M(Tensor x, double eps);", formula));

    [Theory]
    [InlineData("public static partial void M([Updated] Tensor x, [Updated] Tensor y);", "private static Tensor {|NG0010:F|}(Tensor x, Tensor y) => x;")]
    [InlineData("public static partial void M([Updated] Tensor x, [Updated] Tensor y);", "private static (Tensor x, Tensor z) {|NG0010:F|}(Tensor x, Tensor y) => (x, y);")]
    public Task An_update_whose_results_have_other_names_is_found(string declaration, string formula) => Verify.Findings(Method(declaration, formula));

    [Theory]
    [InlineData("public static partial Tensor M(Tensor x, [PerFeature, Updated] Tensor phi);", "private static Tensor {|NG0010:F|}(Tensor x, Tensor phi) => x * phi;")]
    [InlineData("public static partial Tensor M(Tensor x, [PerFeature, Updated] Tensor phi);", "private static (Tensor y, Tensor psi) {|NG0010:F|}(Tensor x, Tensor phi) => (x * phi, phi);")]
    public Task A_statistic_without_a_new_value_of_its_name_is_found(string declaration, string formula) => Verify.Findings(Method(declaration, formula));

    [Theory]
    [InlineData("public static partial Tensor M(Tensor x, [Inplace] double {|NG0010:eps|});")]
    [InlineData("public static partial Tensor M(Tensor x, [PerFeature, Inplace] Tensor {|NG0010:w|});", "private static Tensor F(Tensor x, Tensor w) => x * w;")]
    [InlineData("public static partial Tensor M([Inplace] Tensor x, [Inplace] Tensor {|NG0010:y|});", "private static Tensor F(Tensor x, Tensor y) => x * y;")]
    [InlineData("public static partial (Tensor a, Tensor b) M([Inplace] Tensor {|NG0010:x|});", "private static (Tensor a, Tensor b) F(Tensor x) => (x, x);")]
    [InlineData("public static partial void M([Updated, Inplace] Tensor {|NG0010:x|});", "private static Tensor F(Tensor x) => x * 2;")]
    [InlineData("public static partial (Tensor x, Tensor b) M(Tensor x, [Inplace] Tensor {|NG0010:y|});", "private static (Tensor x, Tensor b) F(Tensor x, Tensor y) => (x, y);")]
    [InlineData("public static partial (Tensor x, Tensor b) M([Inplace] Tensor {|NG0010:x|});", "private static (Tensor x, Tensor b) F(Tensor x) => (x.mean([-1L]), x);")]
    [InlineData("public static partial (Tensor a, Tensor b) M([Inplace] Tensor {|NG0010:x|}, [PerFeature, Updated] Tensor phi);", "private static (Tensor a, Tensor b, Tensor phi) F(Tensor x, Tensor phi) => (x, x * 2, phi);")]
    [InlineData("public static partial Tensor M([Inplace] Tensor {|NG0010:x|});", "private static Tensor F(Tensor x) => x.mean([-1L]);")]
    [InlineData("public static partial Tensor M([Inplace] Tensor {|NG0010:x|}, [PerChannel] Tensor w);", "private static Tensor F(Tensor x, Tensor w) => x.flatten(2).mul(w.unsqueeze(-1)).mean([2L]);")]
    public Task Memory_that_a_result_cannot_take_is_found(string declaration, string formula = Formula) => Verify.Findings(Method(declaration, formula));

    [Theory]
    [InlineData("public static partial Tensor M([Inplace] Tensor x, double eps);", Formula)]
    [InlineData("public static partial Tensor M(Tensor x, [Inplace] Tensor y);", "private static Tensor F(Tensor x, Tensor y) => x * y;")]
    [InlineData("public static partial (Tensor a, Tensor x) M([Inplace] Tensor x);", "private static (Tensor, Tensor) F(Tensor x) => (x.mean([-1L]), x * 2);")]
    [InlineData("public static partial Tensor M([Inplace] Tensor x, [PerFeature, Updated] Tensor phi);", "private static (Tensor y, Tensor phi) F(Tensor x, Tensor phi) => (x * phi, phi);")]
    [InlineData("public static partial (Tensor a, Tensor x) M([Inplace] Tensor x, [PerFeature, Updated] Tensor phi);", "private static (Tensor phi, Tensor a, Tensor x) F(Tensor x, Tensor phi) => (phi, x.mean([-1L]), x * 2);")]
    [InlineData("public static partial Tensor M([Inplace] Tensor x, [PerChannel] Tensor w);", "private static Tensor F(Tensor x, Tensor w) => x.flatten(2).mul(w.unsqueeze(-1)).view_as(x);")]
    public Task Memory_that_a_result_can_take_is_fine(string declaration, string formula) => Verify.Findings(Method(declaration, formula));

    [Fact]
    public Task The_message_about_memory_says_why() => Verify.Findings(
        Method("public static partial Tensor M([Inplace] Tensor {|#0:x|});", "private static Tensor F(Tensor x) => x.mean([-1L]);"),
        Verify.Result("NG0010").WithLocation(0).WithMessage("[Fused] 'M' cannot be generated: the result is smaller than 'x', whose memory it would take"));

    [Fact]
    public Task The_message_about_several_results_says_which_would_take_the_memory() => Verify.Findings(
        Method("public static partial (Tensor a, Tensor b) M([Inplace] Tensor {|#0:x|});", "private static (Tensor a, Tensor b) F(Tensor x) => (x, x);"),
        Verify.Result("NG0010").WithLocation(0).WithMessage("[Fused] 'M' cannot be generated: of several results the one named 'x' takes its memory, and the results are (a, b)"));

    [Theory]
    [InlineData("[Inplace] Tensor x, [PerFeature] Tensor w")]
    [InlineData("Tensor x, [PerFeature, Inplace] Tensor {|NG0010:w|}")]
    public Task Memory_is_taken_beside_gradients_of_an_authors_own(string parameters) => Verify.Findings(WithGradients("private static Tensor G(Tensor x, Tensor w, Tensor dy) => dy * w;").Replace("M(Tensor x, [PerFeature] Tensor w)", $"M({parameters})"));

    [Fact]
    public Task Features_beside_channels_are_found() => Verify.Findings(Method(
        "public static partial Tensor M(Tensor x, [PerFeature] Tensor {|NG0010:w|}, [PerChannel] Tensor v);", "private static Tensor F(Tensor x, Tensor w, Tensor v) => x * w * v.view(1, -1, 1, 1);"));

    [Theory]
    [InlineData("private static Tensor {|NG0010:G|}(Tensor x, Tensor w) => x;")]
    [InlineData("private static Tensor {|NG0010:G|}(Tensor x, Tensor w, double dy) => x;")]
    [InlineData("private Tensor {|NG0010:G|}(Tensor x, Tensor w, Tensor dy) => dy;")]
    [InlineData("private static double {|NG0010:G|}(Tensor x, Tensor w, Tensor dy) => 1;")]
    [InlineData("private static (Tensor x, Tensor v) {|NG0010:G|}(Tensor x, Tensor w, Tensor dy) => (dy, w);")]
    public Task Gradients_that_do_not_fit_the_method_are_found(string gradients) => Verify.Findings(WithGradients(gradients));

    [Theory]
    [InlineData("private static Tensor G(Tensor x, Tensor w, Tensor dy) => dy * w;")]
    [InlineData("private static (Tensor w, Tensor x) G(Tensor x, Tensor w, Tensor dy) => ((dy * x).reshape(-1, x.shape[^1]).sum([0L]), dy * w);")]
    public Task Gradients_that_fit_are_left_alone(string gradients) => Verify.Findings(WithGradients(gradients));

    [Fact]
    public Task A_formula_that_is_not_there_is_found_in_the_attribute() => Verify.Findings(
        "static partial class N { [Fused({|#0:\"G\"|})] public static partial Tensor M(Tensor x); }",
        Verify<FusedAnalyzer>.Result("NG0010").WithLocation(0).WithMessage("[Fused] 'M' cannot be generated: 'N' has no other method 'G'"));

    [Fact]
    public Task Functions_that_are_no_members_are_found() => Verify.Findings("""
        static partial class N
        {
            private static Tensor F(Tensor x) => x;

            public static Tensor Outer(Tensor x)
            {
                [Fused(nameof(F))] static Tensor {|NG0010:Inner|}(Tensor x) => x;
                var lambda = {|NG0010:[Fused(nameof(F))] (Tensor x) => x|};
                return lambda(Inner(x));
            }

            public static Tensor P { [Fused(nameof(F))] {|NG0010:get|} => ones(1); }
        }
        """);

    [Fact]
    public Task A_type_local_to_its_file_is_found() => Verify.Findings(Method("public static partial Tensor {|NG0010:M|}(Tensor x, double eps);").Replace("static partial class N", "file static partial class N"));

    [Theory]
    [InlineData("public static partial Tensor M(Tensor x, double eps);", Formula)]
    [InlineData("public static partial Missing M(Tensor x, double eps);", Formula)]
    [InlineData("public static partial Tensor M(Tensor x, Missing eps);", "private static Tensor F(Tensor x, Missing eps) => x;")]
    [InlineData("public static partial (Tensor a, Tensor b) M(Tensor x, double eps);", "private static (Tensor a, Tensor b) F(Tensor x, double eps) => (x * eps, x);")]
    [InlineData("public static partial void M([Updated] Tensor x, [Updated] Tensor y);", "private static (Tensor y, Tensor x) F(Tensor x, Tensor y) => (x, y);")]
    public Task What_fits_is_fine_and_a_type_that_is_missing_is_the_compilers_business(string declaration, string formula) => Verify.Findings(Method(declaration, formula));

    [Fact]
    public Task A_type_that_is_not_partial_is_left_to_NG0001() => Verify.Findings(Method("public static partial Tensor M(Tensor x, double eps);").Replace("static partial class N", "static class N"));

    private const string Formula = "private static Tensor F(Tensor x, double eps) => x * eps;";

    private static string WithGradients(string gradients) => $$"""
        static partial class N
        {
            [Fused(nameof(F), Backward = "G")] public static partial Tensor M(Tensor x, [PerFeature] Tensor w);
            private static Tensor F(Tensor x, Tensor w) => x * w;
            {{gradients}}
        }
        """;

    private static string Method(string declaration, string formula = Formula) => $$"""
        static partial class N
        {
            [Fused(nameof(F))]
            {{declaration}}

            {{formula}}
        }
        """;
}
