namespace NormGen.Benchmarks.Limits;

/// <summary>The tensors that one pass over all rows must read and write once each.</summary>
/// <param name="Read">How many are read: one to four.</param>
/// <param name="Written">How many are written: one or two.</param>
internal readonly record struct Streams(int Read, int Written)
{
    /// <summary>All of them.</summary>
    public int All => Read + Written;
}
