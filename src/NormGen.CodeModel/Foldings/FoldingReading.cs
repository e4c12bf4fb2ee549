using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Foldings;

/// <summary>Which norms of a model fold for inference.</summary>
/// <param name="Rows">Those that do, in the order they run.</param>
/// <param name="Stays">Those that do not.</param>
public sealed record FoldingReading(EquatableArray<FoldingRow> Rows, IReadOnlyList<FoldingObstacle> Stays);

/// <summary>A norm that folds, or the factor of residual branches that does.</summary>
/// <param name="Norm">Its name (of a constant factor that of its block, of a learned one that of the parameter); <c>*</c> stands for one index or key of a list.</param>
/// <param name="IsPrevious">Whether it goes into the layer before it; else into those behind it.</param>
/// <param name="Layers">The layers.</param>
public sealed record FoldingRow(string Norm, bool IsPrevious, EquatableArray<string> Layers)
{
    /// <summary>Whether it is a learned number that is added and does not multiply.</summary>
    public bool IsOffset { get; init; }
}

/// <summary>A norm that does not fold. Holds a location, so it is for analyzers and never a pipeline value.</summary>
/// <param name="Location">Where to show it.</param>
/// <param name="Norm">Its name.</param>
/// <param name="Reason">Why, as a clause.</param>
/// <param name="IsConstant">Whether the norm is a constant scale and shift in evaluation, so that folding would take all of it away; else its gain and offset alone are meant.</param>
public sealed record FoldingObstacle(Location Location, string Norm, string Reason, bool IsConstant);
