using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Gives a region norm the mask of the one before it, for NG1017; it resizes it itself. Other regions, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SameMaskCodeFix))]
[Shared]
public sealed class SameMaskCodeFix() : RuleCodeFix(RuleIds.MaskLost, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        // A norm without a mask would have to become another one, with parameters of its own.
        if (place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { ArgumentList.Arguments: [_, { Expression: var other }] } call || Finding.Argument(place.Diagnostic, 2) is not { } first) yield break;
        var masks = call.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>()?.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(before => before.SpanStart < call.SpanStart && Called(before) == first && before.ArgumentList.Arguments is [_, { Expression: IdentifierNameSyntax }]).Select(before => before.ArgumentList.Arguments[1].Expression).ToList();
        if (masks is [var mask] && place.Model.GetSymbolInfo(mask, place.Token).Symbol is IParameterSymbol) yield return ($"Give it '{mask}', the mask of '{first}': other regions", place.Root.ReplaceNode(other, mask.WithTriviaFrom(other)));
    }

    private static string? Called(InvocationExpressionSyntax call) => call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward", Expression: var norm } ? null
        : norm is IdentifierNameSyntax name ? name.Identifier.ValueText : norm is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var own } ? own : null;
}
