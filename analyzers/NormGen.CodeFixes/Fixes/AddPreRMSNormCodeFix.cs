using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Asks for the conversion of a model, for NG0044: methods are generated, and nothing is converted before one is called.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddPreRMSNormCodeFix))]
[Shared]
public sealed class AddPreRMSNormCodeFix() : RuleCodeFix(RuleIds.Convertible, keepsMeaning: true)
{
    private const string Attribute = "PreRMSNorm";

    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not ClassDeclarationSyntax declaration) yield break;
        var partial = (ClassDeclarationSyntax)PartialTypes.Make(declaration);
        var isKnown = !place.Model.LookupNamespacesAndTypes(declaration.SpanStart, name: Attribute + "Attribute").IsEmpty;
        yield return ("Generate its conversion: [PreRMSNorm]", Imports.Add(place.Root.ReplaceNode(declaration, With(partial)), isKnown ? [] : ["NormGen"]));
    }

    /// <summary>The class with the attribute on a line of its own, behind those that it has.</summary>
    private static ClassDeclarationSyntax With(ClassDeclarationSyntax declaration)
    {
        var next = declaration.AttributeLists.Count == 0 ? declaration.GetFirstToken() : declaration.AttributeLists.Last().GetLastToken().GetNextToken();
        var indentation = next.LeadingTrivia.LastOrDefault() is { RawKind: (int)SyntaxKind.WhitespaceTrivia } space ? SyntaxFactory.TriviaList(space) : default;
        var lineBreak = declaration.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } written ? written : SyntaxFactory.LineFeed;
        var list = SyntaxFactory.AttributeList([SyntaxFactory.Attribute(SyntaxFactory.ParseName(Attribute))]).WithLeadingTrivia(next.LeadingTrivia).WithTrailingTrivia(lineBreak);
        var bare = declaration.ReplaceToken(next, next.WithLeadingTrivia(indentation));
        return bare.WithAttributeLists(bare.AttributeLists.Add(list));
    }
}
