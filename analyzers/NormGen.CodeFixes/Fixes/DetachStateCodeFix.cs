using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Detaches a tensor of an optimizer's state from the dispose scope, for NG3012.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DetachStateCodeFix))]
[Shared]
public sealed class DetachStateCodeFix() : RuleCodeFix(RuleIds.ScopedState, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {

        if (place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax value) yield break;
        var owner = value is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax ? value.WithoutTrivia() : SyntaxFactory.ParenthesizedExpression(value.WithoutTrivia());
        var kept = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, owner, SyntaxFactory.IdentifierName("DetachFromDisposeScope")));
        yield return ("Detach it from the dispose scope", place.Root.ReplaceNode(value, kept.WithTriviaFrom(value)));
    }
}
