using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeModel.Types;

/// <summary>Whether another file can add a part to a type: it and the types around it are partial and not local to their file.</summary>
public static class TypeParts
{
    /// <summary>The type and those around it, innermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> Around(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType) yield return type;
    }

    /// <summary>The declarations of a type.</summary>
    public static IEnumerable<TypeDeclarationSyntax> Declarations(INamedTypeSymbol type, CancellationToken token)
        => type.DeclaringSyntaxReferences.Select(place => place.GetSyntax(token)).OfType<TypeDeclarationSyntax>();

    /// <summary>The first declaration of a type that is not partial, or null. Generated parts always are.</summary>
    public static TypeDeclarationSyntax? NotPartial(INamedTypeSymbol type, CancellationToken token)
        => Declarations(type, token).FirstOrDefault(declaration => !declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>Whether another file can add a part to a type.</summary>
    public static bool CanBeExtended(INamedTypeSymbol? type, CancellationToken token) => Around(type).All(part => !part.IsFileLocal && NotPartial(part, token) is null);
}
