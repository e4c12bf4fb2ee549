using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Training;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Replaces <c>Adam</c> by <c>AdamW</c>, for NG3020. The same decay then acts more strongly on weights with large gradients, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseAdamWCodeFix))]
[Shared]
public sealed class UseAdamWCodeFix() : RuleCodeFix(RuleIds.AdamWeightDecay, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (Finding.Kind(place.Diagnostic) == CoupledDecay.Groups) yield break;
        if (place.First.Parent is not IdentifierNameSyntax name || name.FirstAncestorOrSelf<ExpressionSyntax>(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax) is not { } construction) yield break;
        if (!ReceivingType.Takes(construction, place.Model, "TorchSharp.Modules.AdamW")) yield break;
        yield return ("Use AdamW, which decays the weights themselves (this changes training; choose the decay anew)", place.Root.ReplaceNode(name, SyntaxFactory.IdentifierName("AdamW").WithTriviaFrom(name)));
    }
}
