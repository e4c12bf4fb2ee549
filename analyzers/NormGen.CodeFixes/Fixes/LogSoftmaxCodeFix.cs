using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Writes <c>log(softmax(x))</c> as <c>log_softmax(x)</c>, for NG4002: the same number, finite where a share is too small for its type.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LogSoftmaxCodeFix))]
[Shared]
public sealed class LogSoftmaxCodeFix() : RuleCodeFix(RuleIds.ZeroWithoutEps, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var formula = new FormulaSyntax(place.Model, place.Token);
        if (place.First.ValueText != "log" || place.First.Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } logarithm || formula.Call(logarithm, "log") is not (var share, [])) yield break;
        if (formula.Call(share, "softmax") is not (var x, [var dimension])) yield break;
        yield return ("Use log_softmax", place.Root.ReplaceNode(logarithm, SyntaxFactory.ParseExpression($"{FormulaSyntax.Receiver(x)}.log_softmax({dimension.Expression})").WithTriviaFrom(logarithm)));
    }
}
