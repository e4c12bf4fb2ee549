using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Declares the partial <c>forward</c> for NG0006, or makes one without a body partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeclareForwardCodeFix))]
[Shared]
public sealed class DeclareForwardCodeFix() : RuleCodeFix(RuleIds.BlockShape, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (Finding.Kind(place.Diagnostic) != "ForwardMissing" || Finding.Arguments(place.Diagnostic).ToList() is not [_, var shown, var full]) yield break;
        switch (place.First.Parent)
        {
            case MethodDeclarationSyntax { Body: null, ExpressionBody: null } method when !method.Modifiers.Any(SyntaxKind.PartialKeyword):
                var editor = SyntaxGenerator.GetGenerator(place.Document);
                yield return ("Make forward partial", place.Root.ReplaceNode(method, editor.WithModifiers(method, editor.GetModifiers(method).WithPartial(true))));
                break;
            case ClassDeclarationSyntax block when SyntaxFactory.ParseMemberDeclaration(full) is MethodDeclarationSyntax declaration:
                var types = declaration.DescendantNodes().OfType<QualifiedNameSyntax>().Where(name => name.Parent is not QualifiedNameSyntax);
                var added = declaration.ReplaceNodes(types, (_, name) => name.WithAdditionalAnnotations(Simplifier.Annotation))
                    .WithLeadingTrivia(SyntaxFactory.ElasticLineFeed).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
                yield return ($"Declare '{shown.TrimEnd(';')}'", place.Root.ReplaceNode(block, block.AddMembers(added)));
                break;
        }
    }
}
