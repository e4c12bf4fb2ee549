using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Removes a field that hides the inherited one of the same type, for NG3005.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveHiddenFieldCodeFix))]
[Shared]
public sealed class RemoveHiddenFieldCodeFix() : RuleCodeFix(RuleIds.HiddenOptimizerField, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {

        if (Finding.Kind(place.Diagnostic) != "same" || place.First.Parent is not VariableDeclaratorSyntax { Initializer: null, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax field } }) yield break;
        if (place.Root.RemoveNode(field, SyntaxRemoveOptions.KeepNoTrivia) is { } changed) yield return ($"Use the inherited '{Finding.Argument(place.Diagnostic, 1)}'", changed);
    }
}
