using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Adds <c>partial</c> for NG0001.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialCodeFix))]
[Shared]
public sealed class MakePartialCodeFix() : RuleCodeFix(RuleIds.ClassNotPartial, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is TypeDeclarationSyntax declaration) yield return ($"Make '{declaration.Identifier.Text}' partial", place.Root.ReplaceNode(declaration, MakePartial(declaration)));
    }

    /// <summary>A declaration with <c>partial</c>.</summary>
    // partial stands last, right before the keyword; what stood before the keyword moves in front of it.
    internal static TypeDeclarationSyntax MakePartial(TypeDeclarationSyntax declaration)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (declaration.Modifiers.Count > 0) return declaration.AddModifiers(partial);
        return declaration.WithKeyword(declaration.Keyword.WithLeadingTrivia()).AddModifiers(partial.WithLeadingTrivia(declaration.Keyword.LeadingTrivia));
    }
}
