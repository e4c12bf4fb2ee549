using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeModel.Types;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Turns to bfloat16 what a method turns to float16, model and batches alike, for NG1014. Other digits, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BrainFloatCodeFix))]
[Shared]
public sealed class BrainFloatCodeFix() : RuleCodeFix(RuleIds.HalfPrecisionPreLN, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent?.FirstAncestorOrSelf<MemberDeclarationSyntax>(member => member is not GlobalStatementSyntax) is not { } around) yield break;
        var scope = around is BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax ? place.Root : around;
        var types = scope.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText is "Float16" or "float16" && TorchTypes.IsOfTorchSharp(place.Model.GetSymbolInfo(name, place.Token).Symbol)).ToList();
        var calls = scope.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "half" }, ArgumentList.Arguments.Count: 0 } && TorchTypes.IsOfTorchSharp(place.Model.GetSymbolInfo(call, place.Token).Symbol)).ToList();
        if (types.Count + calls.Count == 0) yield break;
        var type = place.Model.LookupNamespacesAndTypes(place.First.SpanStart, name: "ScalarType").IsEmpty ? "torch.ScalarType.BFloat16" : "ScalarType.BFloat16";
        yield return ("Train in bfloat16, with the range of float32 and 8 bits of precision instead of 11", place.Root.ReplaceNodes(calls.Concat<SyntaxNode>(types), (_, node) => node switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call => call.WithExpression(access.WithName(SyntaxFactory.IdentifierName("to"))).WithArgumentList(SyntaxFactory.ParseArgumentList($"({type})").WithTriviaFrom(call.ArgumentList)),
            IdentifierNameSyntax name => SyntaxFactory.IdentifierName(name.Identifier.ValueText == "Float16" ? "BFloat16" : "bfloat16").WithTriviaFrom(name),
            _ => node,
        }));
    }
}
