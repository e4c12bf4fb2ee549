using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Finds NormGen's attributes on a block and its members.</summary>
public static class PlacementAttributes
{
    /// <summary>The placement attributes of a class, in the order written; <c>[ScaledResidual]</c> where it stands without one.</summary>
    public static IEnumerable<(AttributeData Attribute, PlacementKind Kind)> Of(INamedTypeSymbol block)
    {
        var hasNorms = false;
        foreach (var attribute in block.GetAttributes())
        {
            if (KindOf(attribute.AttributeClass) is not { } kind) continue;
            hasNorms = true;
            yield return (attribute, kind);
        }

        // Alone, it makes a block without norms.
        if (!hasNorms && Find(block, NormGenNames.ScaledResidual) is { } scale) yield return (scale, PlacementKind.Bare);
    }

    /// <summary>The attribute of a metadata name such as <see cref="NormGenNames.Sublayer"/>, or null.</summary>
    public static AttributeData? Find(ISymbol symbol, string metadataName) => AttributeTypes.Find(symbol, metadataName);

    /// <summary>A named argument that was given, or null.</summary>
    public static TypedConstant? Argument(AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name) return argument.Value;
        }

        return null;
    }

    private static PlacementKind? KindOf(INamedTypeSymbol? type)
        => AttributeTypes.Is(type, NormGenNames.PeriLN) ? PlacementKind.PeriLN
        : AttributeTypes.Is(type, NormGenNames.PreLN) ? PlacementKind.PreLN
        : AttributeTypes.Is(type, NormGenNames.PostLN) ? PlacementKind.PostLN
        : AttributeTypes.Is(type, NormGenNames.OutputNorm) ? PlacementKind.OutputNorm
        : AttributeTypes.Is(type, NormGenNames.MixLN) ? PlacementKind.MixLN
        : null;
}
