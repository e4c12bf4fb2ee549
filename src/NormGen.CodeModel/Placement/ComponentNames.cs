using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Placement;

/// <summary>Names under which TorchSharp registers fields.</summary>
internal static class ComponentNames
{
    /// <summary>What <c>[ComponentName(Name = ..)]</c> says, or null.</summary>
    public static string? Of(IFieldSymbol field)
    {
        foreach (var attribute in field.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "ComponentNameAttribute", ContainingNamespace: { Name: "Utils", ContainingNamespace.Name: "TorchSharp" } }
                && PlacementAttributes.Argument(attribute, "Name") is { Value: string name })
                return name;
        }

        return null;
    }

    /// <summary>The name a field is registered under.</summary>
    public static string Registered(IFieldSymbol field) => Of(field) ?? field.Name;
}
