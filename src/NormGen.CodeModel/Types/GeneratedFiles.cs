using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Types;

/// <summary>Tells members that NormGen wrote from those of the user: an analyzer sees both.</summary>
public static class GeneratedFiles
{
    /// <summary>How the files end that the placement generator adds.</summary>
    public const string Placement = ".Placement.g.cs";

    /// <summary>Whether the placement generator declared this.</summary>
    public static bool IsFromPlacement(ISymbol symbol) => symbol.DeclaringSyntaxReferences is { IsEmpty: false } places
        && places.All(p => p.SyntaxTree.FilePath.EndsWith(Placement, StringComparison.Ordinal));
}
