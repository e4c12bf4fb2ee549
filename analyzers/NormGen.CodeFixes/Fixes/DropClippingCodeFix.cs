using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Takes out clipping, or a factor on the loss, that the updates of matrices do not see, for NG3031. Vectors and eps do see it, and the titles say so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DropClippingCodeFix))]
[Shared]
public sealed class DropClippingCodeFix() : RuleCodeFix(RuleIds.IgnoredClipping, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call) yield break;
        if (place.First.ValueText == "clip_grad_norm_")
        {
            if (call.Parent is ExpressionStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } statement && place.Root.RemoveNode(statement.Parent is GlobalStatementSyntax global ? global : statement, SyntaxRemoveOptions.KeepNoTrivia) is { } without)
                yield return ("Remove clip_grad_norm_: vectors, which train with running means, did see it", without);
            yield break;
        }

        // Written at the call itself: a local may serve something else, such as a printed loss.
        if (call.Expression is not MemberAccessExpressionSyntax { Expression: var scaled } || FormulaSyntax.Bare(scaled) is not BinaryExpressionSyntax product) yield break;
        var loss = place.Model.GetConstantValue(product.Left, place.Token).HasValue ? product.Right : product.Left;
        yield return ("Leave the factor on the loss out: updates stay the same, up to eps", place.Root.ReplaceNode(scaled, FormulaSyntax.Receiver(loss).WithTriviaFrom(scaled)));
    }
}
