using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Roles;

/// <summary>Why <c>CreateOptimizer</c> cannot be generated. Holds a location, so it is for analyzers and never a pipeline value.</summary>
/// <param name="Location">Where to show it.</param>
/// <param name="Model">The class.</param>
/// <param name="Reason">The reason, as a clause.</param>
public sealed record OptimizerComplaint(Location Location, string Model, string Reason);
