namespace CharTransformerSample.Data;

/// <summary>Random numbers that are a pure function of (seed, step, index): nothing to save, so a resumed run draws what an uninterrupted one would have drawn.</summary>
/// <remarks>The mixing function is that of SplitMix64 (Steele, Lea and Flood 2014).</remarks>
public static class CounterRandom
{
    /// <summary>An integer in [0, <paramref name="limit"/>), evenly spread.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="step">The training step.</param>
    /// <param name="index">The position within the step.</param>
    /// <param name="limit">The exclusive upper limit.</param>
    public static long Next(long seed, long step, long index, long limit)
        => (long)Math.BigMul(Bits(seed, step, index), (ulong)limit, out _);

    /// <summary>A number in [0, 1).</summary>
    /// <inheritdoc cref="Next"/>
    public static double NextUnit(long seed, long step, long index)
        => (Bits(seed, step, index) >> 11) * (1.0 / (1UL << 53));

    private static ulong Bits(long seed, long step, long index)
        => Mix(Mix(Mix((ulong)seed) + (ulong)step) + (ulong)index);

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
