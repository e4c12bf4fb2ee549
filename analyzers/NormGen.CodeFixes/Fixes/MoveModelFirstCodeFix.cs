using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Moves a model before its optimizer is built, for NG3014.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveModelFirstCodeFix))]
[Shared]
public sealed class MoveModelFirstCodeFix() : RuleCodeFix(RuleIds.LateMove, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {

        if (place.First.Parent?.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax block } move || !int.TryParse(Finding.Argument(place.Diagnostic, 3), out var position)) yield break;
        if (block.Statements.FirstOrDefault(statement => statement.Span.Contains(position)) is not { } built || BlockStatements.Needs(move, built) || BlockStatements.MoveBefore(place.Root, move, built) is not { } changed) yield break;
        yield return ($"Move '{Finding.Argument(place.Diagnostic, 2)}' before {Finding.Argument(place.Diagnostic, 1)} is built", changed);
    }
}
