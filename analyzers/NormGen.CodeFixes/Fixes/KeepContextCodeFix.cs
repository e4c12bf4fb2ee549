using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Leaves the context of a custom function to autograd, for NG3017.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeepContextCodeFix))]
[Shared]
public sealed class KeepContextCodeFix() : RuleCodeFix(RuleIds.DisposedContext, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {

        var disposed = place.First.Parent?.FirstAncestorOrSelf<StatementSyntax>();
        var changed = disposed switch
        {
            ExpressionStatementSyntax { Parent: BlockSyntax } call => place.Root.RemoveNode(call, SyntaxRemoveOptions.KeepNoTrivia),
            UsingStatementSyntax { Expression: { } resource, Statement: BlockSyntax inner, Parent: BlockSyntax block } scope when resource.Span.Contains(place.First.Span)
                => place.Root.ReplaceNode(block, block.WithStatements(block.Statements.ReplaceRange(scope, inner.Statements)).WithAdditionalAnnotations(Formatter.Annotation)),
            _ => null,
        };
        if (changed is not null) yield return ("Leave the context to autograd", changed);
    }
}
