using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Gives the stock encoder its sequence first, for NG3016. What it computes is another function, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TransposeAroundEncoderCodeFix))]
[Shared]
public sealed class TransposeAroundEncoderCodeFix() : RuleCodeFix(RuleIds.BatchFirstEncoder, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { ArgumentList.Arguments: [{ NameColon: null } input, ..] } call) yield break;
        var transposed = call.ReplaceNode(input.Expression, Transpose(input.Expression.WithoutTrivia()).WithTriviaFrom(input.Expression));
        yield return ("Transpose before and behind the encoder (a trained model has to be trained anew)", place.Root.ReplaceNode(call, Transpose(transposed.WithoutTrivia()).WithTriviaFrom(call)));
    }

    private static ExpressionSyntax Transpose(ExpressionSyntax value)
    {
        var owner = value is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax ? value : SyntaxFactory.ParenthesizedExpression(value);
        return SyntaxFactory.ParseExpression(owner + ".transpose(0, 1)");
    }
}
