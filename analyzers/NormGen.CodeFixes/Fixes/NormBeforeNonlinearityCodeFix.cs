using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Puts a layer norm between a linear map and the nonlinearity that takes its output, for NG1010: another function, with parameters of its own, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NormBeforeNonlinearityCodeFix))]
[Shared]
public sealed class NormBeforeNonlinearityCodeFix() : RuleCodeFix(RuleIds.BareNonlinearity, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax function } call) yield break;
        var taken = place.Model.GetSymbolInfo(call, place.Token).Symbol is { IsStatic: true } ? call.ArgumentList.Arguments.FirstOrDefault()?.Expression : function.Expression;
        if (taken is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call", Expression: IdentifierNameSyntax layer } } || place.Model.GetTypeInfo(layer, place.Token).Type is not { Name: "Linear" }) yield break;
        if (NormField.Add(place, layer, layer + "_norm", size: 1, taken) is { } changed) yield return ($"Put a LayerNorm between '{layer}' and '{function.Name}': results and checkpoints change", changed);
    }
}
