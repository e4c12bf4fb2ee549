using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Rules;

public sealed class FormulaComposedTests
{
    [Theory]
    [InlineData("Tensor x, [PerFeature] Tensor w", "w + zeros_like(x)", "the result has no more than the numbers of [features]: return it as reductions without keepdim leave it, and expand it where it is used")]
    [InlineData("Tensor x", "zeros_like(x)", "the result is one number for the whole call: return it as reductions without keepdim leave it, and expand it where it is used")]
    public async Task A_formula_without_a_kernel_is_found_on_its_method_with_the_reason(string parameters, string formula, string reason)
        => Assert.Equal([$"Method: [Fused] 'Method' runs as single TorchSharp operations: {reason}"], await UserBuild.Messages(Source(parameters, formula), "NG0014"));

    [Theory]
    [InlineData("Tensor x, [PerFeature] Tensor w", "x * w")]
    [InlineData("Tensor x, [PerFeature] Tensor w", "(x * w).sum([-1L])")]
    [InlineData("Tensor x, [PerFeature] Tensor w", "w + w")]
    [InlineData("Tensor x", "x.unique().output")] // NG0011 says what it cannot read
    public async Task Formulas_with_a_kernel_and_those_that_cannot_be_read_are_not_its_business(string parameters, string formula)
        => Assert.Empty(await UserBuild.Messages(Source(parameters, formula), "NG0014"));

    private static string Source(string parameters, string formula) => $$"""
        internal static partial class Formulas
        {
            [Fused(nameof(Formula))]
            internal static partial Tensor Method({{parameters}});

            private static Tensor Formula({{parameters.Replace("[PerFeature] ", "")}}) => {{formula}};
        }
        """;
}
