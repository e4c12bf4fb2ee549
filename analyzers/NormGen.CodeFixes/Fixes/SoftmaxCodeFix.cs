using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Writes <c>exp(x) / exp(x).sum(..)</c> as <c>x.softmax(-1)</c>, for NG4003: the same numbers, and no infinity.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SoftmaxCodeFix))]
[Shared]
public sealed class SoftmaxCodeFix() : RuleCodeFix(RuleIds.SoftmaxWithoutMaximum, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } exponential) yield break;
        var formula = new FormulaSyntax(place.Model, place.Token);
        if (formula.Call(exponential, "exp") is not (var x, []) || !formula.IsStable(x)) yield break;

        // Either both are written out in the quotient, or a local holds the exponentials and serves nothing else.
        var local = exponential.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax } } declarator } ? declarator : null;
        var numerator = local is null ? exponential : formula.Uses(local).FirstOrDefault() as ExpressionSyntax;
        while (numerator?.Parent is ParenthesizedExpressionSyntax parenthesized) numerator = parenthesized;
        if (numerator?.Parent is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression } quotient || quotient.Left != numerator) yield break;
        if (formula.Call(quotient.Right, "sum") is not (var summed, _) || !FormulaSyntax.AreSame(quotient.Left, summed)) yield break;
        if (local is not null && formula.Uses(local).Any(use => !quotient.Span.Contains(use.Span))) yield break;

        var softmax = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, FormulaSyntax.Receiver(x), SyntaxFactory.IdentifierName("softmax")), SyntaxFactory.ParseArgumentList("(-1)"));
        var changed = place.Root.TrackNodes(new SyntaxNode[] { quotient }.Concat(local is null ? [] : [Statement(local)]));
        changed = changed.ReplaceNode(changed.GetCurrentNode(quotient)!, softmax.WithTriviaFrom(quotient));
        if (local is not null) changed = changed.RemoveNode(changed.GetCurrentNode(Statement(local))!, SyntaxRemoveOptions.KeepNoTrivia)!;
        yield return ($"Use {softmax}", changed);
    }

    private static SyntaxNode Statement(VariableDeclaratorSyntax local) => local.Parent!.Parent!;
}
