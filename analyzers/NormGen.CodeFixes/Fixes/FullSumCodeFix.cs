using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Sums over the dimension that a formula can fold, for NG0012.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FullSumCodeFix))]
[Shared]
public sealed class FullSumCodeFix() : RuleCodeFix(RuleIds.FullSum, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (Finding.Argument(place.Diagnostic, 2) is not { Length: > 0 } rewrite || SyntaxFactory.ParseExpression(rewrite) is not InvocationExpressionSyntax wanted) yield break;
        if (place.First.Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || place.Model.GetSymbolInfo(call, place.Token).Symbol is not IMethodSymbol method) yield break;

        // torch.sum(x, 0) keeps its first argument.
        var kept = call.ArgumentList.Arguments.Where(a => !method.IsStatic || method.IsExtensionMethod ? false : a == call.ArgumentList.Arguments[0]);
        var arguments = call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(kept.Concat(wanted.ArgumentList.Arguments)));
        var over = rewrite.Contains("-1") ? "the features of each row" : "the rows, for each feature";
        yield return ($"Sum over {over}: {rewrite}", place.Root.ReplaceNode(call.ArgumentList, arguments.NormalizeWhitespace().WithTriviaFrom(call.ArgumentList)));
    }
}
