using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace NormGen.CodeFixes.Syntax;

/// <summary>Edits the list of statements of a constructor, whether it has a block or an expression as its body.</summary>
internal static class ConstructorStatements
{
    /// <summary>The statements.</summary>
    public static SyntaxList<StatementSyntax> Of(ConstructorDeclarationSyntax constructor)
        => constructor.Body?.Statements ?? (constructor.ExpressionBody is { Expression: var only } ? [SyntaxFactory.ExpressionStatement(only.WithoutTrivia())] : []);

    /// <summary>The place of the statement that is a call of a method of the class itself, or -1.</summary>
    public static int IndexOfCall(SyntaxList<StatementSyntax> statements, string method)
        => statements.IndexOf(statement => statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: var called } } && Own(called)?.Identifier.ValueText == method);

    /// <summary>A call as a statement.</summary>
    public static StatementSyntax Call(string call) => SyntaxFactory.ParseStatement(call + ";").WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The constructor with a call that makes what the class registers, and the words for it.</summary>
    public static (string Title, ConstructorDeclarationSyntax Changed) WithInitializer(ConstructorDeclarationSyntax constructor, string call)
    {
        var statements = Of(constructor);
        var register = IndexOfCall(statements, "RegisterComponents");
        return ($"Call {call} {(register < 0 ? "at the end of the constructor" : "before RegisterComponents()")}", With(constructor, register < 0 ? statements.Add(Call(call)) : statements.Insert(register, Call(call))));
    }

    private static SimpleNameSyntax? Own(ExpressionSyntax called) => called switch
    {
        SimpleNameSyntax name => name,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax, Name: var name } => name,
        _ => null,
    };

    /// <summary>The constructor with other statements.</summary>
    public static ConstructorDeclarationSyntax With(ConstructorDeclarationSyntax constructor, SyntaxList<StatementSyntax> statements) => constructor.Body is { } body
        ? constructor.WithBody(body.WithStatements(statements))
        : constructor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(SyntaxFactory.Block(statements).WithTrailingTrivia(constructor.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation));
}
