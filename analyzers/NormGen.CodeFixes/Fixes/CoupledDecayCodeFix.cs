using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Trains by AdamW, whose decay is apart from the gradient, or leaves the decay out, for NG3018. Both change training, and the titles say so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CoupledDecayCodeFix))]
[Shared]
public sealed class CoupledDecayCodeFix() : RuleCodeFix(RuleIds.CoupledDecay, keepsMeaning: false)
{
    // These have the arguments of AdamW, in its order, where nothing else is written.
    private static readonly string[] OfAdam = ["Adamax", "NAdam", "RAdam"];

    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not IdentifierNameSyntax name || name.FirstAncestorOrSelf<ExpressionSyntax>(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax) is not { } construction) yield break;
        if (place.Model.GetOperation(construction, place.Token) is not { } operation || Arguments.ListOf(construction) is not { } list || Arguments.Written(operation, "weight_decay") is not { } decay) yield break;
        var hasMore = Arguments.Written(operation, "momentum_decay") is not null || list.Arguments[0].NameColon is not null;
        if (OfAdam.Contains(name.Identifier.ValueText) && !hasMore && ReceivingType.Takes(construction, place.Model, "TorchSharp.Modules.AdamW"))
            yield return ($"Use AdamW, which decays the weights themselves: another optimizer; choose its rate and decay anew", place.Root.ReplaceNode(name, SyntaxFactory.IdentifierName("AdamW").WithTriviaFrom(name)));
        yield return ("Leave the weight decay out (this changes training)", place.Root.ReplaceNode(list, Arguments.Without(list, decay)));
    }
}
