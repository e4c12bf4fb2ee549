using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Puts a layer norm in front of the head, for NG1012: another function, with parameters of its own, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FinalNormCodeFix))]
[Shared]
public sealed class FinalNormCodeFix() : RuleCodeFix(RuleIds.MissingFinalNorm, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var call = place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (call is not { ArgumentList.Arguments: [{ Expression: var stream }], Expression: MemberAccessExpressionSyntax { Expression: var head } }) yield break;
        if (NormField.Add(place, head, "final_norm", size: 0, stream) is { } changed) yield return ($"Add a LayerNorm in front of '{head}': results and checkpoints change", changed);
    }
}
