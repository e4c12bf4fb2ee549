using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Streams;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds Pre-LN models whose LayerNorms could be RMSNorm, in training as in evaluation, and that do not ask for it.</summary>
/// <remarks>Jiang, Gu, Zhu and Pan, Pre-RMSNorm and Pre-CRMSNorm Transformers, 2023, arXiv 2305.14858. The proof is that of <see cref="ResidualStreamReader"/>.</remarks>
public static class ConvertibleReader
{
    /// <summary>Reads a model.</summary>
    /// <param name="graph">The model.</param>
    /// <returns>The class.</returns>
    public static IEnumerable<ModelFinding> Read(ModelGraph graph)
    {
        if (graph.Root.Type is not INamedTypeSymbol type || AttributeTypes.Find(type, NormGenNames.PreRMSNorm) is not null || AttributeTypes.Find(type, NormGenNames.CRMSNorm) is not null) yield break;
        if (ResidualStreamReader.Read(graph) is not { } stream || !stream.Allows(StreamBlockerKind.Conversion, StreamBlockerKind.Training)) yield break;
        if (type.Locations.FirstOrDefault(place => place.IsInSource) is { } place) yield return new(place, type.Name);
    }
}
