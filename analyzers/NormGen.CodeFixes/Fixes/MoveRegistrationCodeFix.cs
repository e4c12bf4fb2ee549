using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Moves <c>RegisterComponents()</c> behind the last module that the constructor makes, for NG3010.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveRegistrationCodeFix))]
[Shared]
public sealed class MoveRegistrationCodeFix() : RuleCodeFix(RuleIds.LateAssignment, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (Finding.Kind(place.Diagnostic) != "movable" || place.First.Parent?.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is not { Body: { } body }) yield break;
        var register = ConstructorStatements.IndexOfCall(body.Statements, "RegisterComponents");
        var last = body.Statements.LastOrDefault(statement => MakesMember(statement, place));
        if (register < 0 || last is null || BlockStatements.MoveBehind(place.Root, body.Statements[register], last) is not { } changed) yield break;
        yield return ("Move RegisterComponents() behind the last module", changed);
    }

    private static bool MakesMember(StatementSyntax statement, FixPlace place) => statement.DescendantNodes().OfType<AssignmentExpressionSyntax>()
        .Any(assignment => place.Model.GetSymbolInfo(assignment.Left, place.Token).Symbol is IFieldSymbol or IPropertySymbol && KnownModules.IsModule(place.Model.GetTypeInfo(assignment.Right, place.Token).Type));
}
