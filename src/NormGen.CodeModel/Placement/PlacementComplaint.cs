using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>Something wrong with an annotated class. Holds a location, so it is for analyzers and never a pipeline value.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Location">Where to show it.</param>
/// <param name="Arguments">The names and reasons that its sentence needs; <see cref="PlacementProblem"/> lists them.</param>
public sealed record PlacementComplaint(PlacementProblem Problem, Location Location, EquatableArray<string> Arguments);
