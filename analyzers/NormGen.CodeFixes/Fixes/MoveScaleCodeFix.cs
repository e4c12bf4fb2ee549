using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Multiplies what a norm makes instead of what it takes, for NG1019. The factor then works, so that results change, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveScaleCodeFix))]
[Shared]
public sealed class MoveScaleCodeFix() : RuleCodeFix(RuleIds.CancelledScale, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var product = place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as ExpressionSyntax;
        var syntax = new FormulaSyntax(place.Model, place.Token);
        if (product is null || Split(product, Finding.Argument(place.Diagnostic, 2) == "0", syntax) is not var (branch, factor, isQuotient) || Norm(product, Finding.Argument(place.Diagnostic, 1), syntax) is not { } norm) yield break;

        // Behind the norm it must still mean the same.
        var isConstant = place.Model.GetConstantValue(factor, place.Token).HasValue;
        if (!isConstant && (factor.DescendantNodesAndSelf().Any(node => node is not (IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax)) || !syntax.IsStable(factor))) yield break;
        var written = Operands.Factor(factor);
        var isInside = norm.Span.Contains(product.Span);
        var normed = isInside ? norm.ReplaceNode(Outermost(product), FormulaSyntax.Bare(branch).WithoutTrivia()) : norm;
        var scaled = isQuotient ? Binary(SyntaxKind.DivideExpression, normed.WithoutTrivia(), written) : Binary(SyntaxKind.MultiplyExpression, written, normed.WithoutTrivia());
        var changes = new Dictionary<SyntaxNode, SyntaxNode> { [norm] = Operands.InPlaceOf(norm, scaled) };
        if (!isInside) changes[product] = FormulaSyntax.Bare(branch).WithTriviaFrom(product);
        yield return ($"Move '{factor}' behind '{Finding.Argument(place.Diagnostic, 1)}', where it scales the branch: results change", place.Root.ReplaceNodes(changes.Keys, (old, _) => changes[old]));
    }

    private static BinaryExpressionSyntax Binary(SyntaxKind kind, ExpressionSyntax left, ExpressionSyntax right)
        => SyntaxFactory.BinaryExpression(kind, left.WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Token(kind == SyntaxKind.DivideExpression ? SyntaxKind.SlashToken : SyntaxKind.AsteriskToken).WithTrailingTrivia(SyntaxFactory.Space), right);

    /// <summary>The branch and its factor, as written with an operator or a call.</summary>
    private static (ExpressionSyntax Branch, ExpressionSyntax Factor, bool IsQuotient)? Split(ExpressionSyntax product, bool isFirst, FormulaSyntax syntax)
    {
        if (product is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.DivideExpression } binary)
            return (isFirst ? binary.Right : binary.Left, isFirst ? binary.Left : binary.Right, binary.IsKind(SyntaxKind.DivideExpression));
        return syntax.Call(product, "mul", "multiply", "div", "divide", "true_divide") is (var on, [var other]) ? (isFirst ? other.Expression : on, isFirst ? on : other.Expression, syntax.Call(product, "mul", "multiply") is null) : null;
    }

    /// <summary>The call of the norm: the product is its argument, directly or through dropout and copies, or the local that is.</summary>
    private static InvocationExpressionSyntax? Norm(ExpressionSyntax product, string? norm, FormulaSyntax syntax)
    {
        var outer = Outermost(product);
        if (outer.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local }) return syntax.Uses(local).ToList() is [var use] && syntax.IsStable(use) ? Around(use) : null;
        return Around(outer);

        InvocationExpressionSyntax? Around(ExpressionSyntax argument)
            => argument.AncestorsAndSelf().TakeWhile(node => node is not (StatementSyntax or BinaryExpressionSyntax) || node == argument).OfType<InvocationExpressionSyntax>().FirstOrDefault(call => call.ArgumentList.Span.Contains(argument.Span) && Called(call) == norm);
    }

    /// <summary>What is called: the module, or the function.</summary>
    private static string? Called(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward", Expression: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var own } } => own,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward", Expression: IdentifierNameSyntax { Identifier.ValueText: var module } } => module,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: var function } => function,
        IdentifierNameSyntax { Identifier.ValueText: var function } => function,
        _ => null,
    };

    private static ExpressionSyntax Outermost(ExpressionSyntax expression)
    {
        while (expression.Parent is ParenthesizedExpressionSyntax parent) expression = parent;
        return expression;
    }
}
