using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeModel.Types;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Lets a hand-written factor begin at one, for NG1020: the zero layer alone makes the block begin as the identity, as before, and both now train.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FactorFromOneCodeFix))]
[Shared]
public sealed class FactorFromOneCodeFix() : RuleCodeFix(RuleIds.ZeroGateAndZeroLayer, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not VariableDeclaratorSyntax factor || Creation(place, factor) is not { } creation) yield break;
        var zeros = creation.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == "zeros" && place.Model.GetSymbolInfo(name, place.Token).Symbol is IMethodSymbol method && TorchTypes.IsOfTorchSharp(method)).ToList();
        if (zeros is [var only]) yield return ($"Let '{factor.Identifier.ValueText}' begin at one: the block still begins as the identity, by its zero layer, and trains", place.Root.ReplaceNode(only, SyntaxFactory.IdentifierName("ones").WithTriviaFrom(only)));
    }

    /// <summary>What the field is made of, where it is declared or at its only assignment.</summary>
    private static ExpressionSyntax? Creation(FixPlace place, VariableDeclaratorSyntax factor)
    {
        if (factor.Initializer is { Value: var value }) return value;
        var assignments = factor.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(assignment => assignment.Left is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } && place.Model.GetSymbolInfo(assignment.Left, place.Token).Symbol is IFieldSymbol field && field.Name == factor.Identifier.ValueText).ToList();
        return assignments is [{ Right: var only }] ? only : null;
    }
}
