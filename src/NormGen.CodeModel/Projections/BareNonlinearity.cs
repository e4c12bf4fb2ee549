using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Projections;

/// <summary>A nonlinearity without a norm immediately before it. Holds a location, so it is for analyzers and never a pipeline value.</summary>
/// <param name="Location">Where it is applied, or the member that holds it.</param>
/// <param name="Name">The function or module.</param>
public sealed record BareNonlinearity(Location Location, string Name);
