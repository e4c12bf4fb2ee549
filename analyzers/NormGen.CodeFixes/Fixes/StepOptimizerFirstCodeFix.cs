using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Moves the step of a scheduler behind that of its optimizer, for NG3013.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StepOptimizerFirstCodeFix))]
[Shared]
public sealed class StepOptimizerFirstCodeFix() : RuleCodeFix(RuleIds.SchedulerOrder, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (Finding.Kind(place.Diagnostic) != "movable" || place.First.Parent?.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax block } step) yield break;
        var optimizer = Finding.Argument(place.Diagnostic, 1);
        if (block.Statements.LastOrDefault(statement => IsStep(statement, optimizer)) is not { } last || BlockStatements.MoveBehind(place.Root, step, last) is not { } changed) yield break;
        yield return ($"Step '{optimizer}' first", changed);
    }

    private static bool IsStep(StatementSyntax statement, string? optimizer)
        => statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "step", Expression: IdentifierNameSyntax name } } } && name.Identifier.ValueText == optimizer;
}
