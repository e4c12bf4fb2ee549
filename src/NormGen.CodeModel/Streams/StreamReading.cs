using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Streams;

/// <summary>The residual stream of a Pre-LN model: its norms, what writes it, and what stands in the way of its conversion.</summary>
/// <param name="Norms">The norms, in the order they run.</param>
/// <param name="Writers">What writes the stream, in the order of the flow.</param>
/// <param name="Blockers">What stands in the way.</param>
public sealed record StreamReading(EquatableArray<StreamNormRow> Norms, EquatableArray<StreamWriterRow> Writers, IReadOnlyList<StreamBlocker> Blockers)
{
    /// <summary>Whether nothing stands in the way of one of these.</summary>
    public bool Allows(params StreamBlockerKind[] kinds) => !Blockers.Any(blocker => kinds.Contains(blocker.Kind));
}

/// <summary>A norm that reads the stream.</summary>
/// <param name="Name">Its name; <c>*</c> stands for one index or key of a list.</param>
/// <param name="Readers">The layers that read it; empty where something else does too.</param>
/// <param name="Obstacle">Why its gain and offset stay, or null.</param>
public sealed record StreamNormRow(string Name, EquatableArray<string> Readers, string? Obstacle);

/// <summary>What writes the stream.</summary>
/// <param name="Name">The name of a module or of a parameter.</param>
/// <param name="Gains">Parameters that multiply what it writes.</param>
/// <param name="IsRecentred">Whether the block around it takes the mean off what it writes, in forward.</param>
public sealed record StreamWriterRow(string Name, EquatableArray<string> Gains, bool IsRecentred);
