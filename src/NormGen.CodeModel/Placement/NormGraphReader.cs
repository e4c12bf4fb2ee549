using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads the expression graph of a norm's formula.</summary>
internal static class NormGraphReader
{
    /// <summary>The serialized graph, or null with the reason why it cannot be part of a joint.</summary>
    public static string? Read(IMethodSymbol method, Compilation compilation, CancellationToken token, out string? obstacle)
    {
        _ = (compilation, token);
        obstacle = null;
        return PlacementAttributes.Find(method, NormGenNames.FormulaGraph)?.ConstructorArguments.FirstOrDefault().Value as string;
    }
}
