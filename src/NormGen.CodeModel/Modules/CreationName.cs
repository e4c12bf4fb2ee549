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
}
