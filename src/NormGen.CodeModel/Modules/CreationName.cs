using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeModel.Modules;

/// <summary>Where an expression names what it makes: a finding stands there.</summary>
public static class CreationName
{
    /// <summary>The name in <c>nn.BatchNorm1d(8)</c> or <c>new SGD(..)</c>.</summary>
    public static Location Place(SyntaxNode creation) => (creation switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } => name,
        InvocationExpressionSyntax call => call.Expression,
        ObjectCreationExpressionSyntax made => made.Type,
        _ => creation,
    }).GetLocation();

    /// <summary>The name of what a call or a <c>new</c> makes, where the text tells: <c>SGD</c> for <c>torch.optim.SGD(..)</c>, <c>new SGD(..)</c> and <c>SGD optimizer = new(..)</c>; null elsewhere.</summary>
    public static string? Of(SyntaxNode creation) => creation switch
    {
        InvocationExpressionSyntax { Expression: SimpleNameSyntax called } => called.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var called } } => called.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name: var called } } => called.Identifier.ValueText,
        ObjectCreationExpressionSyntax { Type: var type } => Last(type),
        ImplicitObjectCreationExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Type: var type } } } => Last(type),
        ImplicitObjectCreationExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax { Type: var type } } } => Last(type),
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
