using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Types;

/// <summary>Tells members that NormGen wrote from those of the user: an analyzer sees both.</summary>
public static class GeneratedFiles
{
    /// <summary>How the files end that the placement generator adds.</summary>
    public const string Placement = ".Placement.g.cs";

    /// <summary>How the files end that the generator of stacks adds.</summary>
    public const string Stack = ".Stack.g.cs";

    /// <summary>How the files end that the generator of norms on queries and keys adds.</summary>
    public const string QKNorm = ".QKNorm.g.cs";

    /// <summary>How the files end that the optimizer generator adds.</summary>
    public const string Optimizer = ".Optimizer.g.cs";

    /// <summary>How the files end that the generator of first layers adds.</summary>
    public const string FirstLayer = ".TrAct.g.cs";

    /// <summary>How the files end that the generator of projections adds.</summary>
    public const string Projection = ".Projection.g.cs";

    /// <summary>How the files end that the generator of self-normalizing nets adds.</summary>
    public const string SelfNormalizing = ".SelfNormalizing.g.cs";

    /// <summary>How the files end that the generator of conversions adds.</summary>
    public const string Conversion = ".Conversion.g.cs";

    /// <summary>How the files end that the generator of foldings adds.</summary>
    public const string Folding = ".Folding.g.cs";

    private static readonly string[] PlacementEnds = [Placement, Stack, QKNorm];

    // The compiler files what a generator adds under the generator's type.
    private const string FusedFolder = "NormGen.Generators.Fused.FusedGenerator";

    /// <summary>Whether the optimizer generator declared this.</summary>
    public static bool IsFromOptimizer(ISymbol symbol) => symbol.DeclaringSyntaxReferences is { IsEmpty: false } places
        && places.All(p => p.SyntaxTree.FilePath.EndsWith(Optimizer, StringComparison.Ordinal));

    /// <summary>Whether the generator of fused methods declared this.</summary>
    public static bool IsFromFused(ISymbol symbol) => symbol.DeclaringSyntaxReferences is { IsEmpty: false } places
        && places.All(p => p.SyntaxTree.FilePath.IndexOf(FusedFolder, StringComparison.Ordinal) >= 0);

    /// <summary>Whether the generator of self-normalizing nets declared this.</summary>
    public static bool IsFromSelfNormalizing(ISymbol symbol) => symbol.DeclaringSyntaxReferences is { IsEmpty: false } places
        && places.All(p => p.SyntaxTree.FilePath.EndsWith(SelfNormalizing, StringComparison.Ordinal));

    /// <summary>Whether one of the generators of placement declared this.</summary>
    public static bool IsFromPlacement(ISymbol symbol) => symbol.DeclaringSyntaxReferences is { IsEmpty: false } places
        && places.All(p => PlacementEnds.Any(end => p.SyntaxTree.FilePath.EndsWith(end, StringComparison.Ordinal)));
}
