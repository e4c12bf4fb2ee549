using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeFixes.Syntax;

/// <summary>Makes types partial, so that a generator can add to them.</summary>
internal static class PartialTypes
{
    /// <summary>The type with <c>partial</c>, which stands last, right before the keyword; what stood before the keyword moves in front of it.</summary>
    public static TypeDeclarationSyntax Make(TypeDeclarationSyntax declaration)
    {
        if (declaration.Modifiers.Any(SyntaxKind.PartialKeyword)) return declaration;
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (declaration.Modifiers.Count > 0) return declaration.AddModifiers(partial);
        return declaration.WithKeyword(declaration.Keyword.WithLeadingTrivia()).AddModifiers(partial.WithLeadingTrivia(declaration.Keyword.LeadingTrivia));
    }

    /// <summary>The file with the types around a declaration partial, which stays tracked.</summary>
    public static SyntaxNode MakeAround(SyntaxNode root, SyntaxAnnotation declaration)
    {
        while (root.GetAnnotatedNodes(declaration).Single().Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)) is { } type) root = root.ReplaceNode(type, Make(type));
        return root;
    }
}
