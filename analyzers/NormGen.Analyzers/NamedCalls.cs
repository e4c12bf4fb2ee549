using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NormGen.Analyzers;

/// <summary>Looks at calls and constructions of some names only. The text decides which those are, so that code without them costs next to nothing: no operation of it is made.</summary>
internal static class NamedCalls
{
    /// <summary>Checks every call of a method, and every construction of a class, of one of the names.</summary>
    /// <param name="context">Where to register; nothing is, in a project without TorchSharp.</param>
    /// <param name="names">The names.</param>
    /// <param name="check">Checks one.</param>
    public static void Register(AnalysisContext context, ImmutableHashSet<string> names, Action<SyntaxNodeAnalysisContext, IOperation> check)
        => context.RegisterCompilationStartAction(start => Register(start, names, check));

    /// <inheritdoc cref="Register(AnalysisContext, ImmutableHashSet{string}, Action{SyntaxNodeAnalysisContext, IOperation})"/>
    public static void Register(CompilationStartAnalysisContext context, ImmutableHashSet<string> names, Action<SyntaxNodeAnalysisContext, IOperation> check)
    {
        if (context.Compilation.GetTypeByMetadataName("TorchSharp.torch") is null) return;
        context.RegisterSyntaxNodeAction(
            node =>
            {
                if (Name(node.Node) is { } name && names.Contains(name) && node.SemanticModel.GetOperation(node.Node, node.CancellationToken) is { } operation) check(node, operation);
            },
            SyntaxKind.InvocationExpression,
            SyntaxKind.ObjectCreationExpression,
            SyntaxKind.ImplicitObjectCreationExpression);
    }

    private static string? Name(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var member } } => member.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name: var member } } => member.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax called } => called.Identifier.ValueText,
        ObjectCreationExpressionSyntax { Type: var type } => Last(type),

        // Of new(..) the declaration beside it names the class.
        ImplicitObjectCreationExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type: var declared } } } } => Last(declared),
        ImplicitObjectCreationExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax { Type: var declared } } } => Last(declared),
        _ => null,
    };

    private static string? Last(TypeSyntax type) => type switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax { Right: var name } => name.Identifier.ValueText,
        AliasQualifiedNameSyntax { Name: var name } => name.Identifier.ValueText,
        NullableTypeSyntax { ElementType: var inner } => Last(inner),
        _ => null,
    };
}
