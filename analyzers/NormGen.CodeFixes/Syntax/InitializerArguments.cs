using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Types;

namespace NormGen.CodeFixes.Syntax;

/// <summary>
/// Finds which parameters of a constructor are the number of features and the number of blocks: the first is a whole number that every sublayer is made with. Where several are, or
/// none, a usual name decides; else nothing is decided.
/// </summary>
internal static class InitializerArguments
{
    private static readonly string[] FeatureNames = ["features", "width", "dim", "dmodel", "modeldim", "hidden", "hiddensize", "embed", "embeddim", "embeddingsize", "nembd", "channels"];
    private static readonly string[] DepthNames = ["depth", "layers", "numlayers", "nlayer", "nlayers", "blocks", "numblocks"];

    /// <summary>The arguments as they are written, or null.</summary>
    public static string? Of(SemanticModel model, ConstructorDeclarationSyntax constructor, bool needsFeatures, bool needsDepth, CancellationToken token)
    {
        if (model.GetDeclaredSymbol(constructor, token) is not { } symbol) return null;
        var numbers = symbol.Parameters.Where(p => p is { RefKind: RefKind.None, Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 }).ToList();
        var creations = Creations(model, constructor, token).Select(creation => Parameters(model, creation, token)).ToList();

        IParameterSymbol? depth = null;
        if (needsDepth)
        {
            depth = Choose([.. numbers.Where(p => p.Type.SpecialType == SpecialType.System_Int32 && !creations.Any(used => used.Contains(p)))], DepthNames);
            if (depth is null) return null;
            numbers.Remove(depth);
        }

        if (!needsFeatures) return depth is null ? "" : TypeText.Escape(depth.Name);
        var features = Choose([.. numbers.Where(p => creations.All(used => used.Contains(p)))], FeatureNames);
        if (features is null) return null;
        return depth is null ? TypeText.Escape(features.Name) : $"{TypeText.Escape(features.Name)}, {TypeText.Escape(depth.Name)}";
    }

    private static IParameterSymbol? Choose(List<IParameterSymbol> candidates, string[] names)
    {
        if (candidates.Count == 1) return candidates[0];
        var named = candidates.Where(p => names.Contains(p.Name.Replace("_", "").ToLowerInvariant())).ToList();
        return named.Count == 1 ? named[0] : null;
    }

    /// <summary>What the constructor puts into members with <c>[Sublayer]</c>.</summary>
    private static IEnumerable<ExpressionSyntax> Creations(SemanticModel model, ConstructorDeclarationSyntax constructor, CancellationToken token)
        => from assignment in constructor.DescendantNodes().OfType<AssignmentExpressionSyntax>()
           let member = model.GetSymbolInfo(assignment.Left, token).Symbol
           where member is IFieldSymbol or IPropertySymbol && PlacementAttributes.Find(member, NormGenNames.Sublayer) is not null
           select assignment.Right;

    private static HashSet<ISymbol> Parameters(SemanticModel model, ExpressionSyntax creation, CancellationToken token)
        => new(creation.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => model.GetSymbolInfo(name, token).Symbol).OfType<IParameterSymbol>(), SymbolEqualityComparer.Default);
}
