using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Reviews;

/// <summary>What a rule has to say about a model. Holds a location, so it is for analyzers and never a pipeline value.</summary>
/// <param name="Place">Where to show it.</param>
/// <param name="Arguments">The parts of the sentence.</param>
public sealed record ModelFinding(Location Place, params string[] Arguments);
