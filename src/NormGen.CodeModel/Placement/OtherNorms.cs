using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Norms of TorchSharp and NormGen that are none over the features of each row.</summary>
internal static class OtherNorms
{
    private static readonly string[] OfChannels = ["ChannelNorm", "RegionNormB", "RegionNormL", "AdaB2N2d"];

    /// <summary>Why a type cannot stand around a sublayer, or null where nothing is known against it.</summary>
    public static string? Reason(INamedTypeSymbol type)
    {
        if (KnownModules.IsTorchSharp(type))
        {
            return KnownModules.KindOf(type) switch
            {
                ModuleKind.BatchNorm => "it normalizes each channel over the batch (dimension 1 of its input, not the last)",
                ModuleKind.InstanceNorm or ModuleKind.GroupNorm => "it normalizes channels (dimension 1 of its input), not the features of each row",
                ModuleKind.LayerNorm => "it takes a shape, and nothing is known of what it computes; FusedLayerNorm has its arguments, names and results",
                _ => null,
            };
        }

        return TorchTypes.BasesOf(type).Any(level => OfChannels.Contains(level.Name) && IsOwn(level)) ? "it normalizes channels (dimension 1 of its input) or over the batch, not the features of each row" : null;
    }

    /// <summary>Whether it is a norm of NormGen whose statistics run over the tokens of a batch, and of those before: it is called as a module.</summary>
    public static bool IsOfTokens(INamedTypeSymbol type) => TorchTypes.BasesOf(type).Any(level => level.Name == "OfflineNorm" && IsOwn(level));

    private static bool IsOwn(ITypeSymbol type) => type.ContainingNamespace is { Name: "Modules", ContainingNamespace: { Name: "NormGen", ContainingNamespace.IsGlobalNamespace: true } };
}
