using System.Numerics;
using NormGen.Kernels;
using Xunit;

namespace NormGen.Tests.RandomNumbers;

/// <summary>The generator against its published vectors, and against itself written for one counter at a time.</summary>
public class ThreefryTests
{
    private static readonly int[] Rotations = [13, 15, 26, 6, 17, 29, 16, 24];

    /// <summary>Places around the ends of words, and near the end of all places.</summary>
    public static TheoryData<ulong> Places => [0, 1, 7, 1000, uint.MaxValue - 15, uint.MaxValue - 3, uint.MaxValue, 1UL << 32, (7UL << 32) - 4, (1UL << 53) + 1, ulong.MaxValue - 60];

    /// <summary>The vectors of "threefry2x32 20" in kat_vectors of Random123, the authors' library.</summary>
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x6b200159u, 0x99ba4efeu)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x1cb996fcu, 0xbb002be7u)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xc4923a9cu, 0x483df7a0u)]
    public void The_published_vectors_come_out(uint counter0, uint counter1, uint key0, uint key1, uint first, uint second)
    {
        var words = Threefry.Words(key0 | (ulong)key1 << 32, counter0 | (ulong)counter1 << 32);
        Assert.Equal((first, second), (words.First[0], words.Second[0]));
        Assert.Equal((first, second), Reference(key0 | (ulong)key1 << 32, counter0 | (ulong)counter1 << 32));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_lane_counts_on(ulong place)
    {
        var counter = place & ~7UL;
        foreach (var key in (ulong[])[0, 1, 12345, 0x1234_5678_9abc_def0, ulong.MaxValue])
        {
            var words = Threefry.Words(key, counter);
            for (var lane = 0; lane < 8; lane++) Assert.Equal(Reference(key, counter + (ulong)lane), (words.First[lane], words.Second[lane]));
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Numbers_are_the_upper_bits_of_words(ulong place)
    {
        const double P = 0.3;
        foreach (var seed in (double[])[0, 5, -1, 9007199254740991])
        {
            var row = new RandomRow(seed, P, place);
            Assert.Equal(Number(seed, place), row.Uniform());
            Assert.Equal(Number(seed, place) >= P ? 1 : 0, row.Kept());
            for (nuint index = 0; index < 17; index++)
            {
                var (single, dual) = (row.Uniform<float>(index), row.Uniform<double>(index));
                var (keptSingle, keptDual) = (row.Kept<float>(index), row.Kept<double>(index));
                for (var lane = 0; lane < 16; lane++)
                {
                    var number = Number(seed, place + index + (ulong)lane);
                    Assert.Equal(((float)number, number >= P ? 1f : 0), (single[lane], keptSingle[lane]));
                    if (lane < 8) Assert.Equal((number, number >= P ? 1.0 : 0), (dual[lane], keptDual[lane]));
                }
            }
        }
    }

    [Fact]
    public void Half_of_the_bits_change_with_any_bit_of_seed_or_place()
    {
        const int Trials = 4096;
        for (var bit = 0; bit < 128; bit++)
        {
            var changed = 0;
            for (var i = 0; i < Trials; i++)
            {
                var (key, counter) = ((ulong)i * 31, (ulong)i * 17);
                var (otherKey, otherCounter) = bit < 64 ? (key ^ 1UL << bit, counter) : (key, counter ^ 1UL << (bit - 64));
                var (one, other) = (Threefry.Words(key, counter), Threefry.Words(otherKey, otherCounter));
                changed += BitOperations.PopCount(one.First[0] ^ other.First[0]) + BitOperations.PopCount(one.Second[0] ^ other.Second[0]);
            }

            // 64 bits a trial, each a coin: five standard deviations.
            Assert.InRange(changed, Trials * 32 - 5 * Math.Sqrt(Trials * 16), Trials * 32 + 5 * Math.Sqrt(Trials * 16));
        }
    }

    /// <summary>Of 16 places the first 8 take the first words of 8 counters, the others the second words.</summary>
    private static double Number(double seed, ulong place)
    {
        var (first, second) = Reference((ulong)(long)seed, place / 16 * 8 + place % 8);
        return ((place / 8 % 2 == 0 ? first : second) >> 8) / (double)(1 << 24);
    }

    /// <summary>The paper's definition.</summary>
    private static (uint First, uint Second) Reference(ulong key, ulong counter)
    {
        uint[] keys = [(uint)key, (uint)(key >> 32), 0x1BD11BDA ^ (uint)key ^ (uint)(key >> 32)];
        var (x, y) = ((uint)counter + keys[0], (uint)(counter >> 32) + keys[1]);
        for (var round = 1; round <= 20; round++)
        {
            x += y;
            y = BitOperations.RotateLeft(y, Rotations[(round - 1) % 8]) ^ x;
            if (round % 4 != 0) continue;
            var injection = round / 4;
            x += keys[injection % 3];
            y += keys[(injection + 1) % 3] + (uint)injection;
        }

        return (x, y);
    }
}
