using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>The members of a hand-written block as a placement attribute needs them.</summary>
internal static class BlockMembers
{
    /// <summary>A declaration of fields without those of norms, sublayers with their attribute and a declaration of their own.</summary>
    /// <param name="field">The declaration.</param>
    /// <param name="norms">The fields of norms.</param>
    /// <param name="sublayers">The attributes by the fields of sublayers.</param>
    public static IEnumerable<FieldDeclarationSyntax> Fields(FieldDeclarationSyntax field, HashSet<string> norms, Dictionary<string, string> sublayers)
    {
        var kept = field.Declaration.Variables.Where(variable => !norms.Contains(variable.Identifier.ValueText)).ToList();
        if (kept.Count == field.Declaration.Variables.Count && !kept.Any(IsSublayer)) return [field];
        if (!kept.Any(IsSublayer)) return kept.Count == 0 ? [] : [With(kept)];
        return kept.Select((variable, index) =>
        {
            var own = With([variable]);
            if (index > 0) own = own.WithLeadingTrivia(field.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse());
            return sublayers.TryGetValue(variable.Identifier.ValueText, out var attribute) ? AttributeLists.Before(own, attribute) : own;
        });

        bool IsSublayer(VariableDeclaratorSyntax variable) => sublayers.ContainsKey(variable.Identifier.ValueText);

        FieldDeclarationSyntax With(IReadOnlyList<VariableDeclaratorSyntax> variables) => field.WithDeclaration(field.Declaration.WithVariables(SyntaxFactory.SeparatedList(
            variables.Select((variable, index) => index == 0 ? variable.WithLeadingTrivia() : variable),
            Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), variables.Count - 1))));
    }

    /// <summary>A constructor that calls the initializer instead of making norms.</summary>
    /// <param name="constructor">The constructor.</param>
    /// <param name="norms">The fields of norms.</param>
    /// <param name="call">The call.</param>
    public static ConstructorDeclarationSyntax Constructor(ConstructorDeclarationSyntax constructor, HashSet<string> norms, string call)
    {
        var kept = ConstructorStatements.Of(constructor).Where(statement => !IsNorm(statement)).ToList();
        var bare = constructor.Body is null ? constructor : ConstructorStatements.With(constructor, [.. kept]);
        return ConstructorStatements.WithInitializer(bare, call).Changed;

        bool IsNorm(StatementSyntax statement) => statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: var target } }
            && target switch { IdentifierNameSyntax name => norms.Contains(name.Identifier.ValueText), MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => norms.Contains(name.Identifier.ValueText), _ => false };
    }

    /// <summary>The declaration whose body is generated.</summary>
    public static MethodDeclarationSyntax Forward(MethodDeclarationSyntax forward) => forward
        .WithModifiers(forward.Modifiers.Add(SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space)))
        .WithParameterList(forward.ParameterList.WithTrailingTrivia()).WithBody(null).WithExpressionBody(null)
        .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(forward.GetTrailingTrivia()));
}
