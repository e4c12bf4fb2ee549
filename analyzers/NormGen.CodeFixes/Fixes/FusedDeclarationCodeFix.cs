using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Makes a <c>[Fused]</c> method without a body <c>static partial</c> for NG0010.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FusedDeclarationCodeFix))]
[Shared]
public sealed class FusedDeclarationCodeFix() : RuleCodeFix(RuleIds.FusedSignature, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not MethodDeclarationSyntax { Body: null, ExpressionBody: null } method) yield break;
        if (method.Modifiers.Any(SyntaxKind.StaticKeyword) && method.Modifiers.Any(SyntaxKind.PartialKeyword)) yield break;
        var editor = SyntaxGenerator.GetGenerator(place.Document);
        yield return ($"Make '{method.Identifier.Text}' static partial", place.Root.ReplaceNode(method, editor.WithModifiers(method, editor.GetModifiers(method).WithIsStatic(true).WithPartial(true))));
    }
}
