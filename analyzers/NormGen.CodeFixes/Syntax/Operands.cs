using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeFixes.Syntax;

/// <summary>Expressions that take the place of others: with parentheses where what is around needs them.</summary>
internal static class Operands
{
    /// <summary>A sum, product or assignment in the place of an expression.</summary>
    public static ExpressionSyntax InPlaceOf(ExpressionSyntax old, ExpressionSyntax replacement)
        => (old.Parent is ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or ParenthesizedExpressionSyntax or ExpressionStatementSyntax || old.Parent is AssignmentExpressionSyntax assignment && assignment.Right == old
            || old.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression } && replacement is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.DivideExpression } ? replacement : SyntaxFactory.ParenthesizedExpression(replacement.WithoutTrivia())).WithTriviaFrom(old);

    /// <summary>An expression as a factor.</summary>
    public static ExpressionSyntax Factor(ExpressionSyntax expression) => FormulaSyntax.Bare(expression) is var bare && bare is LiteralExpressionSyntax or ElementAccessExpressionSyntax or IdentifierNameSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax
        ? bare.WithoutTrivia() : SyntaxFactory.ParenthesizedExpression(bare.WithoutTrivia());

    /// <summary>A local or parameter that can be assigned, or null.</summary>
    public static IdentifierNameSyntax? Variable(ExpressionSyntax expression, SemanticModel model, CancellationToken token)
        => FormulaSyntax.Bare(expression) is IdentifierNameSyntax name && model.GetSymbolInfo(name, token).Symbol is ILocalSymbol { RefKind: RefKind.None, IsConst: false, IsForEach: false, IsUsing: false } or IParameterSymbol { RefKind: RefKind.None } ? name : null;

    /// <summary>Whether a variable is read behind an expression, in the text or in another round of a loop around it.</summary>
    public static bool IsReadBehind(ExpressionSyntax expression, IdentifierNameSyntax variable)
    {
        if (expression.Ancestors().FirstOrDefault(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax) is not { } body) return true;
        var loop = expression.Ancestors().TakeWhile(node => node != body).LastOrDefault(node => node is ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax);
        return body.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == variable.Identifier.ValueText && !expression.Span.Contains(name.Span) && (name.SpanStart > expression.Span.End || loop is not null && loop.Span.Contains(name.Span)));
    }
}
