using System.Text.Json.Serialization;

namespace NormGen.Benchmarks.Quick;

/// <summary>The figures of one pair under one allocator setting; times are medians of interleaved samples.</summary>
/// <param name="Name">The pair.</param>
/// <param name="OursMs">Milliseconds of one call of NormGen's side.</param>
/// <param name="PeerMs">Milliseconds of one call of the other side.</param>
/// <param name="Ratio">Median over the rounds of peer / ours.</param>
/// <param name="Share">Bytes that must move / time, as a share of the reference (copy, or addition in place) in the same rounds; null where the work stays in the cache.</param>
/// <param name="ReferenceGigabytesPerSecond">What the reference moved in the same rounds.</param>
/// <param name="Rounds">How many rounds.</param>
/// <param name="OursPeakBytes">Memory that a call needs beyond what was there, native memory included; null where it cannot be told.</param>
/// <param name="PeerPeakBytes">The same of the other side.</param>
public sealed record PairFigures(string Name, double OursMs, double PeerMs, double Ratio, double? Share, double ReferenceGigabytesPerSecond, int Rounds, long? OursPeakBytes, long? PeerPeakBytes)
{
    /// <summary>The same pair with the system's allocator, from the child process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PairFigures? SystemAllocator { get; init; }
}
