using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeModel.Formulas;

/// <summary>The token of an expression that a reader would point at: the method's name, the operator, the keyword.</summary>
internal static class OperationToken
{
    public static SyntaxToken Of(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax invocation => Of(invocation.Expression),
        MemberAccessExpressionSyntax member => member.Name.Identifier,
        SimpleNameSyntax name => name.Identifier,
        BinaryExpressionSyntax binary => binary.OperatorToken,
        PrefixUnaryExpressionSyntax unary => unary.OperatorToken,
        PostfixUnaryExpressionSyntax unary => unary.OperatorToken,
        AssignmentExpressionSyntax assignment => assignment.OperatorToken,
        ConditionalExpressionSyntax conditional => conditional.QuestionToken,
        SwitchExpressionSyntax @switch => @switch.SwitchKeyword,
        ParenthesizedExpressionSyntax inner => Of(inner.Expression),
        CastExpressionSyntax cast => cast.Type.GetLastToken(),
        ElementAccessExpressionSyntax element => element.ArgumentList.OpenBracketToken,
        ExpressionStatementSyntax statement => Of(statement.Expression),
        ArgumentSyntax argument => Of(argument.Expression),
        ArrowExpressionClauseSyntax arrow => Of(arrow.Expression),
        _ => node.GetFirstToken(),
    };
}
