using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <summary>
/// Threefry-2x32 with 20 rounds: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Key and counter have 64 bits, low word first. It is made of additions, rotations and
/// exclusive ors, which every lane has, and passes all of BigCrush from 13 rounds on.
/// </summary>
/// <remarks>
/// The key is the seed. Of each block of 16 places the first 8 take the first words of 8 counters and the others the second words: one run for 16 lanes. A row that begins within a block takes two.
/// Numbers have 24 bits in all types, the most that float32 holds at even distances below 1, so that a mask is the same in all of them.
/// </remarks>
internal static class Threefry
{
    /// <summary>The distance of two numbers, 2^-24.</summary>
    internal const float Unit = 1f / (1 << 24);

    private const uint Parity = 0x1BD11BDA;
    private const MethodImplOptions Compiled = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>How many of the 2^24 numbers lie below p.</summary>
    internal static int Threshold(double p) => (int)Math.Ceiling(p * (1 << 24));

    /// <summary>Numbers in [0, 1) of 16 places.</summary>
    [MethodImpl(Compiled)]
    internal static Vector512<float> Uniform16(ulong key, ulong place)
    {
        if (place % 16 != 0) return Number(Across(key, place));
        var (low, high) = Words(key, place / 2);
        return Vector512.Create(Number(Bits(low)), Number(Bits(high)));
    }

    /// <summary>Numbers in [0, 1) of 8 places.</summary>
    [MethodImpl(Compiled)]
    internal static Vector512<double> Uniform8(ulong key, ulong place) => Widened(Number(Bits8(key, place)));

    /// <summary>1 for those of 16 places whose number is at least <paramref name="threshold"/> units, else 0.</summary>
    [MethodImpl(Compiled)]
    internal static Vector512<float> Kept16(ulong key, ulong place, int threshold)
    {
        if (place % 16 != 0) return Mask(Across(key, place), threshold);
        var (low, high) = Words(key, place / 2);
        return Vector512.Create(Mask(Bits(low), threshold), Mask(Bits(high), threshold));
    }

    /// <summary>As <see cref="Kept16"/>, of 8 places.</summary>
    [MethodImpl(Compiled)]
    internal static Vector512<double> Kept8(ulong key, ulong place, int threshold) => Widened(Mask(Bits8(key, place), threshold));

    /// <summary>24 random bits of 16 places.</summary>
    [MethodImpl(Compiled)]
    internal static Vector512<uint> Bits16(ulong key, ulong place)
    {
        if (place % 16 != 0) return Across(key, place).AsUInt32();
        var (low, high) = Words(key, place / 2);
        return Vector512.Create(low >>> 8, high >>> 8);
    }

    /// <summary>A key that follows from another one and a number: the words of one counter.</summary>
    [MethodImpl(Compiled)]
    internal static ulong Key(ulong key, ulong number)
    {
        var (first, second) = Words(key, number << 3);
        return first.ToScalar() | (ulong)second.ToScalar() << 32;
    }

    /// <summary>Both words of 8 consecutive counters.</summary>
    /// <param name="key">The key.</param>
    /// <param name="counter">The first counter, a multiple of 8: so the upper half is that of all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<uint> First, Vector256<uint> Second) Words(ulong key, ulong counter)
    {
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        var k2 = Parity ^ k0 ^ k1;
        var x0 = Vector256.Create((uint)counter + k0) + Vector256<uint>.Indices;
        var x1 = Vector256.Create((uint)(counter >> 32) + k1);
        Four(ref x0, ref x1, 13, 15, 26, 6, k1, k2 + 1);
        Four(ref x0, ref x1, 17, 29, 16, 24, k2, k0 + 2);
        Four(ref x0, ref x1, 13, 15, 26, 6, k0, k1 + 3);
        Four(ref x0, ref x1, 17, 29, 16, 24, k1, k2 + 4);
        Four(ref x0, ref x1, 13, 15, 26, 6, k2, k0 + 5);
        return (x0, x1);
    }

    /// <summary>The bits of 16 places that begin within a block.</summary>
    [MethodImpl(Compiled)]
    private static Vector512<int> Across(ulong key, ulong place)
    {
        Blocks blocks = default;
        ref var first = ref Unsafe.As<Blocks, uint>(ref blocks);
        var counter = place / 16 * 8;
        var (low, high) = Words(key, counter);
        var (nextLow, nextHigh) = Words(key, counter + 8);
        low.StoreUnsafe(ref first);
        high.StoreUnsafe(ref first, 8);
        nextLow.StoreUnsafe(ref first, 16);
        nextHigh.StoreUnsafe(ref first, 24);
        return (Halves.Load(ref first, (nuint)(place % 16)) >>> 8).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Bits8(ulong key, ulong place)
    {
        if (place % 8 != 0) return Across(key, place).GetLower();
        var (low, high) = Words(key, place / 16 * 8);
        return Bits(place % 16 == 0 ? low : high);
    }

    /// <summary>Four rounds, and what is added of the key behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(ref Vector256<uint> x0, ref Vector256<uint> x1, int a, int b, int c, int d, uint key0, uint key1)
    {
        Round(ref x0, ref x1, a);
        Round(ref x0, ref x1, b);
        Round(ref x0, ref x1, c);
        Round(ref x0, ref x1, d);
        x0 += Vector256.Create(key0);
        x1 += Vector256.Create(key1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref Vector256<uint> x0, ref Vector256<uint> x1, int rotation)
    {
        x0 += x1;
        x1 = (x1 << rotation | x1 >>> (32 - rotation)) ^ x0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Bits(Vector256<uint> words) => (words >>> 8).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Number(Vector256<int> bits) => Vector256.ConvertToSingle(bits) * Vector256.Create(Unit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Number(Vector512<int> bits) => Vector512.Create(Number(bits.GetLower()), Number(bits.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mask(Vector256<int> bits, int threshold) => Vector256.AndNot(Vector256<float>.One, Vector256.LessThan(bits, Vector256.Create(threshold)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask(Vector512<int> bits, int threshold) => Vector512.Create(Mask(bits.GetLower(), threshold), Mask(bits.GetUpper(), threshold));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widened(Vector256<float> a) => Vector512.Create(Vector256.WidenLower(a), Vector256.WidenUpper(a));

    /// <summary>The words of two blocks.</summary>
    [InlineArray(32)]
    private struct Blocks
    {
        private uint first;
    }
}
