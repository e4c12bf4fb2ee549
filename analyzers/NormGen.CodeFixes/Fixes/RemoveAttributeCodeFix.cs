using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Removes an attribute that does nothing where it stands, for NG0019, NG0041 and NG0046.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveAttributeCodeFix))]
[Shared]
public sealed class RemoveAttributeCodeFix() : RuleCodeFix([RuleIds.RecordsNothing, RuleIds.ConversionMisused, RuleIds.NothingFolds], keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent?.FirstAncestorOrSelf<AttributeSyntax>() is not { Parent: AttributeListSyntax list } attribute) yield break;
        var others = list.Attributes.Count > 1;
        var changed = others ? place.Root.ReplaceNode(list, list.WithAttributes(list.Attributes.Remove(attribute))) : place.Root.RemoveNode(list, SyntaxRemoveOptions.KeepLeadingTrivia);
        if (changed is not null) yield return ($"Remove [{attribute.Name}], which does nothing here", changed);
    }
}
