namespace NormGen.Analyzers.Tests.Harness;

/// <summary>Fused methods around formulas, for tests of rules about these.</summary>
internal static class Formulas
{
    /// <summary>A method over <c>x</c>, another tensor <c>y</c>, a vector <c>w</c> and a number <c>eps</c> whose formula is one expression, or a block; with helpers beside it.</summary>
    public static string Of(string formula, string helpers = "") => $$"""
        static partial class N
        {
            [Fused(nameof(F))]
            public static partial Tensor M(Tensor x, Tensor y, [PerFeature] Tensor w, double eps);

            private static Tensor F(Tensor x, Tensor y, Tensor w, double eps){{(formula.StartsWith('{') ? " " + formula : $" => {formula};")}}
            {{helpers}}
        }
        """;
}
