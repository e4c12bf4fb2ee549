using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Tests.Formulas;

/// <summary>What a message tells the user to write instead can be read.</summary>
public class RewriteTests
{
    private const string Parameters = "Tensor x, Tensor a, Tensor b, [PerFeature] Tensor weight, [PerFeature] Tensor bias, [PerRow] Tensor t, double eps, double p, double slope, double min, double max, double maxnorm, double value, long seed";

    private static readonly string Plain = Parameters.Replace("[PerFeature] ", "").Replace("[PerRow] ", "");

    [Fact]
    public void EveryRewriteThatIsAnExpressionIsRead()
    {
        var written = BodyReader.RewritesByName.Select(r => r.Rewrite).Where(IsExpression).Distinct().ToList();
        var compilation = TestCompilation.Create(written.Select((rewrite, i) => $$"""
            internal static partial class N{{i}}
            {
                [Fused(nameof(F))] public static partial Tensor M({{Parameters}});
                [Fused(nameof(G))] public static partial Tensor K({{Parameters}});
                private static Tensor F({{Plain}}) => {{Qualified(rewrite)}};
                private static Tensor G({{Plain}}) => x * ({{Qualified(rewrite)}});
            }
            """));
        Assert.True(written.Count > 35);
        for (var i = 0; i < written.Count; i++)
        {
            var tree = compilation.SyntaxTrees[i + 1];
            var errors = compilation.GetSemanticModel(tree).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && d.Id != "CS8795");
            Assert.True(!errors.Any(), $"{written[i]}: {string.Join(" ", errors)}");
            // A statistic of a row is a result; a condition, and a statistic with keepdim, are part of one.
            var container = compilation.GetTypeByMetadataName("N" + i)!;
            var readings = new[] { "M", "K" }.Select(name => FormulaReader.Read(container.GetMembers(name).OfType<IMethodSymbol>().First(), compilation, default)).ToList();
            Assert.True(readings.Any(r => r.Graph is not null), $"{written[i]}: {string.Join("\n", readings.Select(FormulaReadings.Text))}");
        }
    }

    private static string Qualified(string rewrite) => (rewrite.StartsWith("leaky", StringComparison.Ordinal) ? "nn.functional." : "") + rewrite;

    /// <summary>Whether a rewrite is code from its first to its last letter.</summary>
    private static bool IsExpression(string rewrite)
    {
        if (rewrite.Length == 0 || !rewrite.Contains('(', StringComparison.Ordinal) && !rewrite.Contains(' ', StringComparison.Ordinal)) return false;
        var expression = SyntaxFactory.ParseExpression(rewrite, consumeFullText: true);
        return !expression.ContainsDiagnostics && expression.DescendantNodesAndSelf().All(n => n is not Microsoft.CodeAnalysis.CSharp.Syntax.RangeExpressionSyntax) && !rewrite.StartsWith("to(", StringComparison.Ordinal) && !rewrite.StartsWith("mask", StringComparison.Ordinal);
    }
}
