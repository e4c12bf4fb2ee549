using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>Names members of a class in expressions.</summary>
internal static class Members
{
    /// <summary>The field or property of <c>this</c> that an expression names, as declared; null for anything else.</summary>
    public static ISymbol? OfThis(IOperation? operation) => operation switch
    {
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field: var field } => field.OriginalDefinition,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property: { IsIndexer: false } property } => property.OriginalDefinition,
        _ => null,
    };

    /// <summary>Whether a property keeps its value in a field of its own.</summary>
    public static bool IsAuto(IPropertySymbol property) => property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
}
