using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Initialization;

/// <summary>Something wrong with the numbers that scale a residual branch. Holds a location, so it is for analyzers and never a pipeline value.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Location">Where to show it.</param>
/// <param name="Arguments">The names that its sentence needs.</param>
public sealed record ResidualComplaint(ResidualProblem Problem, Location Location, EquatableArray<string> Arguments);
