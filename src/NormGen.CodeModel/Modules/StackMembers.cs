using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Modules;

/// <summary>The norms at the ends of a stack: they stand in a file that other generators cannot see.</summary>
internal static class StackMembers
{
    /// <summary>The registered name of the norm before the first block.</summary>
    public const string EmbedNorm = "embed_norm";

    /// <summary>The registered name of the norm behind the last block.</summary>
    public const string FinalNorm = "final_norm";

    /// <summary>Adds the norms that the stack's attribute asks for, as its blocks choose them.</summary>
    public static void AddTo(ModuleNode stack, Compilation compilation)
    {
        if (Attribute(stack.Type) is not { } attribute || BlockOf(stack.Type) is not { } block || ModuleClasses.Placement(block) is not { } placement) return;
        if (Has(attribute, "EmbedNorm", otherwise: false)) PlacementMembers.AddNorm(stack, EmbedNorm, placement, compilation);
        if (Has(attribute, "FinalNorm", otherwise: HasFinalNorm(placement))) PlacementMembers.AddNorm(stack, FinalNorm, placement, compilation);
    }

    /// <summary><c>[BlockStack]</c> on a class, or null.</summary>
    public static AttributeData? Attribute(ITypeSymbol stack) => ModuleClasses.Attribute(stack, NormGenNames.BlockStack);

    /// <summary>Whether a norm stands behind the last block where the stack's attribute does not say: behind blocks that have norms themselves. Those with <c>[ScaledResidual]</c> alone are made to do without.</summary>
    /// <param name="placement">The attribute of the blocks.</param>
    public static bool HasFinalNorm(AttributeData? placement) => !AttributeTypes.Is(placement?.AttributeClass, NormGenNames.ScaledResidual);

    /// <summary>Whether an attribute asks for a norm.</summary>
    public static bool Has(AttributeData attribute, string norm, bool otherwise)
        => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == norm).Value.Value is bool given ? given : otherwise;

    /// <summary>The members of a class that hold a list of blocks with a placement attribute.</summary>
    public static IEnumerable<(ISymbol Member, INamedTypeSymbol Block)> Lists(ITypeSymbol stack)
    {
        foreach (var member in stack.GetMembers())
        {
            var type = member switch { IFieldSymbol { IsStatic: false, AssociatedSymbol: null } field => field.Type, IPropertySymbol { IsStatic: false } property => property.Type, _ => null };
            if (type is INamedTypeSymbol { Name: "ModuleList", TypeArguments: [INamedTypeSymbol block] } && KnownModules.IsTorchSharp(type) && ModuleClasses.Placement(block) is not null) yield return (member, block);
        }
    }

    private static INamedTypeSymbol? BlockOf(ITypeSymbol stack) => Lists(stack).Select(list => list.Block).FirstOrDefault();
}
