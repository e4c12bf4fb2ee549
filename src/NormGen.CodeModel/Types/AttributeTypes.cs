using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Types;

/// <summary>Recognizes NormGen's attributes.</summary>
public static class AttributeTypes
{
    /// <summary>Whether a type is the attribute of a metadata name such as <see cref="NormGenNames.Fused"/>.</summary>
    /// <param name="type">The type.</param>
    /// <param name="metadataName">The name.</param>
    // All of NormGen's attributes stand in the namespace NormGen, so comparing two names costs less than writing out the full one.
    public static bool Is(INamedTypeSymbol? type, string metadataName)
        => type is { ContainingType: null, ContainingNamespace: { Name: "NormGen", ContainingNamespace.IsGlobalNamespace: true } }
            && metadataName.Length == type.Name.Length + 8 && metadataName.EndsWith(type.Name, StringComparison.Ordinal);

    /// <summary>The attribute of that name on a symbol, or null.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="metadataName">The name.</param>
    public static AttributeData? Find(ISymbol symbol, string metadataName)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (Is(attribute.AttributeClass, metadataName)) return attribute;
        }

        return null;
    }
}
