using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Streams;

/// <summary>What keeps a Pre-LN model from its conversion. Holds a location, so it is for analyzers and never a pipeline value.</summary>
/// <param name="Location">Where to show it.</param>
/// <param name="Reason">The reason, as a clause.</param>
/// <param name="Kind">What it keeps the model from.</param>
public sealed record StreamBlocker(Location Location, string Reason, StreamBlockerKind Kind = StreamBlockerKind.Conversion);
