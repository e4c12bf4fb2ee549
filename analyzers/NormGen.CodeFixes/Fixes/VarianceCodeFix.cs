using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Writes <c>mean(x²) - mean(x)²</c> as <c>x.var(.., unbiased: false)</c>, for NG4001: the same number, with all its digits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(VarianceCodeFix))]
[Shared]
public sealed class VarianceCodeFix() : RuleCodeFix(RuleIds.VarianceByDifference, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        // The rule follows helpers and sums divided by counts; the fix rewrites what is written as two means, here.
        if (place.First.Parent is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } difference) yield break;
        var formula = new FormulaSyntax(place.Model, place.Token);
        if (formula.Call(formula.Resolve(difference.Left), "mean") is not (var squares, [_, ..] arguments) || formula.SquareRoot(squares) is not { } x) yield break;
        if (formula.SquareRoot(difference.Right) is not { } root || formula.Call(formula.Resolve(root), "mean") is not (var averaged, var others)) yield break;
        if (!FormulaSyntax.AreSame(x, averaged) || !SyntaxFactory.AreEquivalent(List(arguments), List(others)) || !formula.IsStable(x) || Variance(x, arguments) is not { } variance) yield break;
        yield return ($"Use {variance}", place.Root.ReplaceNode(difference, variance.WithTriviaFrom(difference)));
    }

    private static InvocationExpressionSyntax? Variance(ExpressionSyntax x, List<ArgumentSyntax> arguments)
    {
        if (arguments.Count > 2 || !IsNamed(arguments[0], "dimensions") || !arguments.Skip(1).All(keepdim => IsNamed(keepdim, "keepdim"))) return null;
        var all = $"{arguments[0]}, unbiased: false" + string.Concat(arguments.Skip(1).Select(keepdim => $", keepdim: {keepdim.Expression}"));
        return SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, FormulaSyntax.Receiver(x), SyntaxFactory.IdentifierName("var")), SyntaxFactory.ParseArgumentList($"({all})"));
    }

    private static bool IsNamed(ArgumentSyntax argument, string name) => argument.NameColon is null || argument.NameColon.Name.Identifier.Text == name;

    private static ArgumentListSyntax List(List<ArgumentSyntax> arguments) => SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments));
}
