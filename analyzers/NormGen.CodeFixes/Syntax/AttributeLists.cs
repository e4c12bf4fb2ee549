using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeFixes.Syntax;

/// <summary>Adds attributes to declarations.</summary>
internal static class AttributeLists
{
    /// <summary>The type with an attribute on a line of its own, below its documentation.</summary>
    public static TypeDeclarationSyntax OnLineBefore(TypeDeclarationSyntax declaration, string attribute)
    {
        var leading = declaration.GetLeadingTrivia();
        var indentation = SyntaxFactory.TriviaList(leading.Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse());
        var list = Parse(attribute).WithLeadingTrivia(leading).WithTrailingTrivia(LineBreak(declaration));
        var bare = declaration.WithLeadingTrivia(indentation);
        return bare.WithAttributeLists(bare.AttributeLists.Insert(0, list));
    }

    /// <summary>The field with an attribute before it on its line.</summary>
    public static FieldDeclarationSyntax Before(FieldDeclarationSyntax field, string attribute)
    {
        var list = Parse(attribute).WithLeadingTrivia(field.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space);
        var bare = field.WithLeadingTrivia();
        return bare.WithAttributeLists(bare.AttributeLists.Insert(0, list));
    }

    private static AttributeListSyntax Parse(string attribute) => ((ClassDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[{attribute}]class C;")!).AttributeLists[0];

    private static SyntaxTrivia LineBreak(SyntaxNode node) => node.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } written ? written : SyntaxFactory.LineFeed;
}
