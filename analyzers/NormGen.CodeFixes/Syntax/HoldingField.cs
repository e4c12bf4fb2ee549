using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeFixes.Syntax;

/// <summary>The field that a creation is put into.</summary>
internal static class HoldingField
{
    /// <summary>The field with its declaration; null where it is none, or is declared in another file.</summary>
    public static (IFieldSymbol Field, VariableDeclarationSyntax Declaration)? Of(ExpressionSyntax creation, SemanticModel model)
    {
        var symbol = creation.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => model.GetDeclaredSymbol(variable),
            AssignmentExpressionSyntax assignment when assignment.Right == creation => model.GetSymbolInfo(assignment.Left).Symbol,
            _ => null,
        };
        return symbol is IFieldSymbol field && field.DeclaringSyntaxReferences is [var reference] && reference.SyntaxTree == creation.SyntaxTree && reference.GetSyntax() is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } ? (field, declaration) : null;
    }
}
