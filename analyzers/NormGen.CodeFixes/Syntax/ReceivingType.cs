using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeFixes.Syntax;

/// <summary>What receives the value of an expression.</summary>
internal static class ReceivingType
{
    /// <summary>Whether it takes a value of another class too.</summary>
    public static bool Takes(ExpressionSyntax expression, SemanticModel model, string metadataName)
    {
        if (expression.Parent is EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Type.IsVar: true } }) return true;
        var other = model.Compilation.GetTypeByMetadataName(metadataName);
        return other is not null && model.GetTypeInfo(expression).ConvertedType is { } target && model.Compilation.ClassifyConversion(other, target).IsImplicit;
    }
}
