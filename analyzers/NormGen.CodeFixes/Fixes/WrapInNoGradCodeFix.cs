using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Puts an update of parameters into <c>using (torch.no_grad())</c>, for NG3006.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrapInNoGradCodeFix))]
[Shared]
public sealed class WrapInNoGradCodeFix() : RuleCodeFix(RuleIds.LeafUpdate, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent?.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } update) yield break;
        var parameter = Finding.Argument(place.Diagnostic, 1);
        StatementSyntax wrapped = update.Ancestors().OfType<ForEachStatementSyntax>().FirstOrDefault(loop => loop.Identifier.ValueText == parameter) is { } all && !all.DescendantNodes().Any(IsBackward) ? all : update;
        if (wrapped.Parent is not BlockSyntax) yield break;
        var scope = SyntaxFactory.UsingStatement(null, SyntaxFactory.ParseExpression(TorchFunctions.Call(place, "no_grad")), SyntaxFactory.Block(wrapped.WithoutTrivia())).WithTriviaFrom(wrapped).WithAdditionalAnnotations(Formatter.Annotation);
        yield return ("Update parameters inside no_grad", place.Root.ReplaceNode(wrapped, scope));
    }

    private static bool IsBackward(SyntaxNode node) => node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "backward" };
}
