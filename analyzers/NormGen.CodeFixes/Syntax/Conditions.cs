using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeFixes.Syntax;

/// <summary>Writes the opposite of a condition.</summary>
internal static class Conditions
{
    /// <summary>The opposite, as somebody would write it.</summary>
    public static ExpressionSyntax Not(ExpressionSyntax condition) => FormulaSyntax.Bare(condition) switch
    {
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: var operand } => operand.WithoutTrivia(),
        BinaryExpressionSyntax binary when Opposite(binary.Kind()) is var (kind, token) && kind != SyntaxKind.None => SyntaxFactory.BinaryExpression(kind, binary.Left, SyntaxFactory.Token(token).WithTriviaFrom(binary.OperatorToken), binary.Right),
        var other and (InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax) => SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, other.WithoutTrivia()),
        var other => SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, SyntaxFactory.ParenthesizedExpression(other.WithoutTrivia())),
    };

    // Of whole numbers: with NaN the opposite of less is not greater or equal.
    private static (SyntaxKind Kind, SyntaxKind Token) Opposite(SyntaxKind kind) => kind switch
    {
        SyntaxKind.LessThanExpression => (SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.GreaterThanEqualsToken),
        SyntaxKind.LessThanOrEqualExpression => (SyntaxKind.GreaterThanExpression, SyntaxKind.GreaterThanToken),
        SyntaxKind.GreaterThanExpression => (SyntaxKind.LessThanOrEqualExpression, SyntaxKind.LessThanEqualsToken),
        SyntaxKind.GreaterThanOrEqualExpression => (SyntaxKind.LessThanExpression, SyntaxKind.LessThanToken),
        SyntaxKind.EqualsExpression => (SyntaxKind.NotEqualsExpression, SyntaxKind.ExclamationEqualsToken),
        SyntaxKind.NotEqualsExpression => (SyntaxKind.EqualsExpression, SyntaxKind.EqualsEqualsToken),
        _ => (SyntaxKind.None, SyntaxKind.None),
    };
}
