using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Makes a layer without the bias that the norm behind it takes away, for NG1011: the same function, and one entry of the <c>state_dict</c> less, which the title says.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DropBiasCodeFix))]
[Shared]
public sealed class DropBiasCodeFix() : RuleCodeFix(RuleIds.DeadBias, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.Root.FindNode(place.Diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } creation || place.Model.GetOperation(creation, place.Token) is not IInvocationOperation call) yield break;
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter is { Name: "bias" or "hasBias", Type.SpecialType: SpecialType.System_Boolean }) is not { } bias) yield break;
        var no = SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression);
        var changed = bias is { ArgumentKind: ArgumentKind.Explicit, Syntax: ArgumentSyntax written }
            ? creation.ReplaceNode(written, written.WithExpression(no.WithTriviaFrom(written.Expression)))
            : creation.AddArgumentListArguments(SyntaxFactory.Argument(SyntaxFactory.NameColon(bias.Parameter!.Name).WithTrailingTrivia(SyntaxFactory.Space), default, no).WithLeadingTrivia(SyntaxFactory.Space));
        yield return ($"Drop the bias: the state_dict loses '{Finding.Argument(place.Diagnostic, 0)}'", place.Root.ReplaceNode(creation, changed));
    }
}
