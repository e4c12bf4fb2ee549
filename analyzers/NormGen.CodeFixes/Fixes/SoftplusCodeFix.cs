using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.Analyzers;
using NormGen.CodeModel.Advice;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Writes <c>log(1 + exp(x))</c> as <c>softplus(x)</c>, for NG4011: the same number, finite everywhere.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SoftplusCodeFix))]
[Shared]
public sealed class SoftplusCodeFix() : RuleCodeFix(RuleIds.HandWrittenSoftplus, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var logarithm = place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (logarithm is null || place.Model.GetOperation(logarithm, place.Token) is not IInvocationOperation call || SoftplusReader.Argument(call)?.Syntax is not ExpressionSyntax x) yield break;

        // The shortest name that means TorchSharp's function there.
        foreach (var function in new[] { "functional.softplus", "nn.functional.softplus", "torch.nn.functional.softplus" })
        {
            var replacement = SyntaxFactory.ParseExpression($"{function}({x.WithoutTrivia()})");
            if (place.Model.GetSpeculativeSymbolInfo(logarithm.SpanStart, replacement, SpeculativeBindingOption.BindAsExpression).Symbol is not IMethodSymbol { ContainingType: { Name: "functional", ContainingType.Name: "nn" } }) continue;
            yield return ($"Use {function.Substring(function.LastIndexOf("functional", StringComparison.Ordinal))}", place.Root.ReplaceNode(logarithm, replacement.WithTriviaFrom(logarithm)));
            yield break;
        }
    }
}
