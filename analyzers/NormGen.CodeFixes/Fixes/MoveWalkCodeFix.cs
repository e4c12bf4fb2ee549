using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Moves what walks over the parameters behind <c>RegisterComponents()</c>, for NG3002.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveWalkCodeFix))]
[Shared]
public sealed class MoveWalkCodeFix() : RuleCodeFix(RuleIds.EarlyUse, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {

        if (Finding.Kind(place.Diagnostic) != "movable" || place.First.Parent?.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is not { Body: { } body }) yield break;
        var register = ConstructorStatements.IndexOfCall(body.Statements, "RegisterComponents");
        if (register < 0 || BlockStatements.In(body, place.First.Parent) is not { } walk || BlockStatements.MoveBehind(place.Root, walk, body.Statements[register]) is not { } changed) yield break;
        yield return ("Move it behind RegisterComponents()", changed);
    }
}
