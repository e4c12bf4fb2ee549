using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Takes a statistic over the last dimension instead of over everything, for NG1006. Other numbers, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RowStatisticCodeFix))]
[Shared]
public sealed class RowStatisticCodeFix() : RuleCodeFix(RuleIds.FullStatistics, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var statistic = place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (statistic is null || place.Model.GetOperation(statistic, place.Token) is not IInvocationOperation { TargetMethod: var method } call) yield break;
        var written = call.Arguments.Where(argument => argument.ArgumentKind == ArgumentKind.Explicit).ToList();
        var first = method.IsStatic ? written[0].Syntax + ", " : "";
        var unbiased = written.Find(argument => argument.Parameter?.Name == "unbiased")?.Value.Syntax;
        if (written.Count > (method.IsStatic ? 1 : 0) + (unbiased is null ? 0 : 1)) yield break;
        var arguments = method.Name switch
        {
            "mean" => "[-1], keepdim: true",
            "var" or "std" when unbiased is null => "-1, keepdim: true",
            "var" or "std" => $"-1, unbiased: {unbiased}, keepdim: true",
            "norm" => "-1, keepdim: true",
            _ => null,
        };
        if (arguments is null) yield break;
        yield return ("Take it of each row, over the last dimension: results change", place.Root.ReplaceNode(statistic, statistic.WithArgumentList(SyntaxFactory.ParseArgumentList($"({first}{arguments})").WithTriviaFrom(statistic.ArgumentList))));
    }
}
