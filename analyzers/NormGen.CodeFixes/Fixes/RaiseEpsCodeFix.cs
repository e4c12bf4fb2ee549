using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Makes an eps that is zero in its type 1e-5, for NG1015, where it is written beside what it is added to. Results change a little, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RaiseEpsCodeFix))]
[Shared]
public sealed class RaiseEpsCodeFix() : RuleCodeFix(RuleIds.EpsUnderflows, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax statistic) yield break;
        var sum = statistic.AncestorsAndSelf().TakeWhile(node => node is ExpressionSyntax).OfType<BinaryExpressionSyntax>().FirstOrDefault(node => node.IsKind(SyntaxKind.AddExpression));
        if (sum is null || new[] { sum.Left, sum.Right }.Select(FormulaSyntax.Bare).OfType<LiteralExpressionSyntax>().FirstOrDefault() is not { } eps) yield break;
        var raised = eps.Token.Text.EndsWith("f", StringComparison.OrdinalIgnoreCase) ? "1e-5f" : "1e-5";
        yield return ("Raise eps to 1e-5: what was infinite or NaN is finite, and the rest changes a little", place.Root.ReplaceNode(eps, SyntaxFactory.ParseExpression(raised).WithTriviaFrom(eps)));
    }
}
