using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>The only value that a field or an automatic property is ever given.</summary>
internal static class SingleAssignments
{
    /// <summary>The value; null where there are several, none, or some may stand in code of others. A <c>null</c> that is assigned, as on disposal, is no value.</summary>
    /// <param name="member">The field or property.</param>
    /// <param name="source">Operations of the compilation.</param>
    public static IOperation? Of(ISymbol member, SourceOperations source)
    {
        member = member.OriginalDefinition;
        if (member.DeclaringSyntaxReferences.IsEmpty || !IsClosed(member)) return null;
        var values = new List<IOperation?>();
        if (member.DeclaringSyntaxReferences[0].GetSyntax(source.Token) is { } declared && (declared as VariableDeclaratorSyntax)?.Initializer is { } || member.DeclaringSyntaxReferences[0].GetSyntax(source.Token) is PropertyDeclarationSyntax { Initializer: { } })
        {
            var clause = member.DeclaringSyntaxReferences[0].GetSyntax(source.Token) switch { VariableDeclaratorSyntax variable => variable.Initializer!, var property => ((PropertyDeclarationSyntax)property).Initializer! };
            values.Add((source.Operation(clause) as ISymbolInitializerOperation)?.Value);
        }

        foreach (var name in member.ContainingType.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax(source.Token).DescendantNodes()).OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText != member.Name) continue;
            ExpressionSyntax target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            if (Written(target) is not { } write || source.Operation(target) is not IMemberReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Member.OriginalDefinition, member)) continue;
            var value = source.Operation(write) is IAssignmentOperation and (ISimpleAssignmentOperation or ICoalesceAssignmentOperation) and var assignment ? ((IAssignmentOperation)assignment).Value : null;
            if (value is null || !ModuleMoves.IsOfItself(value, module => SymbolEqualityComparer.Default.Equals((module as IMemberReferenceOperation)?.Member.OriginalDefinition, member))) values.Add(value);
        }

        values.RemoveAll(value => value is not null && SingleValues.Bare(value).ConstantValue is { HasValue: true, Value: null });
        return values.Count == 1 ? values[0] : null;
    }

    /// <summary>The assignment, increment or argument by reference that writes to an expression, or null.</summary>
    private static SyntaxNode? Written(ExpressionSyntax target) => target.Parent switch
    {
        AssignmentExpressionSyntax assignment when assignment.Left == target => assignment,
        PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => target.Parent.RawKind is (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.SuppressNullableWarningExpression or (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.LogicalNotExpression or (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.UnaryMinusExpression ? null : target.Parent,
        ArgumentSyntax { RefKindKeyword.RawKind: not 0, Parent: not null } argument => argument,
        ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax deconstruction } tuple } when deconstruction.Left == tuple => tuple,
        RefExpressionSyntax byReference => byReference,
        _ => null,
    };

    /// <summary>Whether only the class itself can write to it.</summary>
    private static bool IsClosed(ISymbol member) => member switch
    {
        IFieldSymbol field => field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private,
        IPropertySymbol { IsIndexer: false } property => Members.IsAuto(property) && (property.SetMethod is null || property.SetMethod.DeclaredAccessibility == Accessibility.Private),
        _ => false,
    };
}
