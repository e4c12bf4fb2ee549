using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Modules;

/// <summary>Decides what a module class is from its type and attributes.</summary>
internal static class ModuleClasses
{
    /// <summary>The kind of a module class.</summary>
    public static ModuleKind KindOf(ITypeSymbol type)
    {
        if (KnownModules.IsModuleBase(type)) return ModuleKind.Unknown;
        if (KnownModules.IsTorchSharp(type)) return KnownModules.KindOf(type);
        if (Placement(type) is not null) return ModuleKind.Placement;
        if (Attribute(type, NormGenNames.BlockStack) is not null) return ModuleKind.Stack;
        // An editor refers to NormGen's project and not to its file: its modules are known then too, though their source is not this compilation's.
        var isKnown = type.DeclaringSyntaxReferences.IsEmpty || type.ContainingAssembly?.Name == "NormGen";
        if (isKnown && KnownKind(type) is { } known) return known;
        return type.DeclaringSyntaxReferences.IsEmpty || type.IsAbstract ? ModuleKind.Unknown : ModuleKind.Custom;
    }

    private static ModuleKind? KnownKind(ITypeSymbol type)
    {
        // Behind its norm it is ReLU, which leaves nothing of a scale to follow.
        if (type.ToDisplayString() == "NormGen.Modules.NormalizedReLU") return ModuleKind.LayerNorm;
        if (OwnModule(type) is { } own) return own;
        if (Attribute(type, NormGenNames.NormFormula) is null) return null;
        return type.ToDisplayString() switch
        {
            "NormGen.Modules.RMSNorm" => ModuleKind.RootMeanSquareNorm,
            "NormGen.Modules.FusedLayerNorm" => ModuleKind.LayerNorm,
            _ => ModuleKind.OtherNorm,
        };
    }

    /// <summary>Modules of NormGen's that are no norm of one formula: norms that keep statistics, activations, what Fixup is made of.</summary>
    private static ModuleKind? OwnModule(ITypeSymbol type) => type.ContainingNamespace?.ToDisplayString() == "NormGen.Modules" ? type.Name switch
    {
        "UnifiedNorm" or "PowerNorm" => ModuleKind.OfflineNorm,
        "FusedBatchNorm1d" or "FusedBatchNorm2d" or "FusedBatchNorm3d" => ModuleKind.BatchNorm,
        "FusedSELU" or "FusedAlphaDropout" or "FusedFeatureAlphaDropout" => ModuleKind.Nonlinear,
        "ScalarBias" => ModuleKind.ScalarBias,
        "FixupBasicBlock" => ModuleKind.FixupBlock,
        _ => null,
    } : null;

    /// <summary>The placement attribute of a class, <c>[ScaledResidual]</c> where it stands alone, or null.</summary>
    public static AttributeData? Placement(ITypeSymbol type)
        => Attribute(type, NormGenNames.PeriLN) ?? Attribute(type, NormGenNames.PreLN) ?? Attribute(type, NormGenNames.PostLN)
            ?? Attribute(type, NormGenNames.OutputNorm) ?? Attribute(type, NormGenNames.MixLN) ?? Attribute(type, NormGenNames.ScaledResidual);

    /// <summary>Whether a class in source overrides <c>train</c> or <c>eval</c>, as models do that freeze the statistics of batch norms: then the mode of its norms is not known.</summary>
    public static bool SetsItsOwnMode(ModuleNode module)
    {
        for (var type = module.Type; type is not null && !KnownModules.IsTorchSharp(type); type = type.BaseType!)
        {
            if (type.GetMembers("train").Concat(type.GetMembers("eval")).Any(member => member.IsOverride)) return true;
        }

        return false;
    }

    /// <summary>An attribute of a symbol by metadata name, or null.</summary>
    public static AttributeData? Attribute(ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && type.Name == name.Substring(name.LastIndexOf('.') + 1) && type.ToDisplayString() == name) return attribute;
        }

        return null;
    }

    /// <summary>The name under which a field registers its value: <c>[ComponentName(Name = ..)]</c> or its own name.</summary>
    public static string RegisteredName(IFieldSymbol field)
    {
        foreach (var attribute in field.GetAttributes())
        {
            if (attribute.AttributeClass?.Name != "ComponentNameAttribute") continue;
            foreach (var argument in attribute.NamedArguments)
            {
                if (argument is { Key: "Name", Value.Value: string name }) return name;
            }
        }

        return field.Name;
    }
}
