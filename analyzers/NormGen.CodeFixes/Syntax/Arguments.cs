using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeFixes.Syntax;

/// <summary>Edits arguments of a call or a construction by the names of their parameters.</summary>
internal static class Arguments
{
    /// <summary>The list of a call or a construction, or null.</summary>
    public static ArgumentListSyntax? ListOf(SyntaxNode? creation) => creation switch
    {
        InvocationExpressionSyntax call => call.ArgumentList,
        BaseObjectCreationExpressionSyntax made => made.ArgumentList,
        _ => null,
    };

    /// <summary>The argument that is written for a parameter, or null.</summary>
    public static ArgumentSyntax? Written(IOperation creation, string parameter)
    {
        var arguments = creation switch { IInvocationOperation call => call.Arguments, IObjectCreationOperation made => made.Arguments, _ => [] };
        return arguments.FirstOrDefault(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Name == parameter)?.Syntax as ArgumentSyntax;
    }

    /// <summary>A list without an argument; where others follow by position, it becomes zero.</summary>
    public static ArgumentListSyntax Without(ArgumentListSyntax list, ArgumentSyntax argument)
    {
        var index = list.Arguments.IndexOf(argument);
        var holdsPlace = list.Arguments.Skip(index + 1).Any(next => next.NameColon is null);
        return holdsPlace ? list.ReplaceNode(argument, With(argument, "0")) : list.WithArguments(list.Arguments.RemoveAt(index));
    }

    /// <summary>An argument with another value.</summary>
    public static ArgumentSyntax With(ArgumentSyntax argument, string value) => argument.WithExpression(SyntaxFactory.ParseExpression(value).WithTriviaFrom(argument.Expression));

    /// <summary>A list with one more argument, by name.</summary>
    public static ArgumentListSyntax Added(ArgumentListSyntax list, string name, string value)
    {
        var added = SyntaxFactory.Argument(SyntaxFactory.NameColon(name).WithTrailingTrivia(SyntaxFactory.Space), default, SyntaxFactory.ParseExpression(value));
        return list.AddArguments(list.Arguments.Count == 0 ? added : added.WithLeadingTrivia(SyntaxFactory.Space));
    }
}
