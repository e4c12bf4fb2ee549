using System.Runtime.Intrinsics;
using NormGen.Kernels;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.HalfTypes;

/// <summary>bfloat16 and float16 by their bits, against libtorch's own conversions: every one of the 65536 values, and float32 numbers around every boundary.</summary>
public class HalfConversionTests
{
    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Every_value_widens_exactly(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var bits = Enumerable.Range(0, 1 << 16).Select(i => (ushort)i).ToArray();
        var expected = Stored(type, bits).to(ScalarType.Float32).data<float>().ToArray();
        for (var i = 0; i < bits.Length; i += 16)
        {
            var actual = type == ScalarType.BFloat16 ? Widen<BFloat16>(bits, i) : Widen<Half>(bits, i);
            for (var k = 0; k < 16; k++) Assert.True(Same(expected[i + k], actual[k]), $"{bits[i + k]:X4}: {expected[i + k]} and {actual[k]}");
        }
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Numbers_round_to_the_nearest_with_ties_to_even(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        var all = Enumerable.Range(0, 1 << 16).Select(i => (ushort)i).ToArray();
        var exact = Stored(type, all).to(ScalarType.Float32).data<float>().ToArray().Where(float.IsFinite).ToArray();
        float[] numbers =
        [
            // Each value, the middle between it and the next in magnitude (a tie), and the float32 numbers beside both.
            .. exact.Zip(exact.Skip(1), (a, b) => (a + b) / 2).Concat(exact).SelectMany(v => (float[])[v, float.BitIncrement(v), float.BitDecrement(v)]),
            .. Enumerable.Range(0, 1 << 14).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))),
            float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, 65519.99f, 65520f,
        ];
        Array.Resize(ref numbers, (numbers.Length + 15) / 16 * 16);
        var expected = tensor(numbers).to(type).to(ScalarType.Float32).data<float>().ToArray();
        for (var i = 0; i < numbers.Length; i += 16)
        {
            var rounded = new ushort[16];
            if (type == ScalarType.BFloat16) Narrow<BFloat16>(numbers, i, rounded);
            else Narrow<Half>(numbers, i, rounded);
            var actual = type == ScalarType.BFloat16 ? Widen<BFloat16>(rounded, 0) : Widen<Half>(rounded, 0);
            for (var k = 0; k < 16; k++) Assert.True(Same(expected[i + k], actual[k]), $"{numbers[i + k]:R}: {expected[i + k]:R} and {actual[k]:R}");
        }
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void NaN_among_numbers_becomes_the_quiet_one_and_they_stay_what_they_are(ScalarType type)
    {
        uint[] nans = [0x7FC0_0000, 0xFFC0_0000, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x7F80_0001, 0xFF80_0001, 0x7F80_8000, 0x7FFF_8000];
        var rounded = new ushort[16];
        foreach (var nan in nans)
        {
            for (var place = 0; place < 16; place++)
            {
                var numbers = Enumerable.Range(0, 16).Select(i => i == place ? BitConverter.UInt32BitsToSingle(nan) : i % 3 == 0 ? float.PositiveInfinity : i - 8f).ToArray();
                if (type == ScalarType.BFloat16) Narrow<BFloat16>(numbers, 0, rounded);
                else Narrow<Half>(numbers, 0, rounded);
                Assert.Equal(type == ScalarType.BFloat16 ? 0x7FC0 : 0x7E00 | (nan >> 31 << 15), rounded[place]);
                var back = type == ScalarType.BFloat16 ? Widen<BFloat16>(rounded, 0) : Widen<Half>(rounded, 0);
                for (var i = 0; i < 16; i++) Assert.True(i == place || back[i] == numbers[i]);
            }
        }
    }

    [Fact]
    public void What_lies_beside_halves_keeps_its_places()
    {
        Check<BFloat16>();
        Check<Half>();
        Check<float>();

        static void Check<S>() where S : unmanaged
        {
            var values = Enumerable.Range(0, 16).Select(i => i - 7.5f).ToArray();
            for (nuint lanes = 1; lanes <= 16; lanes++)
            {
                var vector = Simd.Load<S, float>(ref values[0], 0, lanes);
                Assert.Equal(values.Take((int)lanes).Sum(), (float)Simd.Sum(vector));
                float[] stored = Filled(-1), added = Filled(-1), raised = Filled(-1), lowered = Filled(-1), own = Filled(-1), kept = new float[16];
                Simd.Store<S, float>(ref stored[0], 0, lanes, vector);
                Simd.Add<S, float>(ref added[0], 0, lanes, vector);
                Simd.Raise<S, float>(ref raised[0], 0, lanes, vector);
                Simd.Lower<S, float>(ref lowered[0], 0, lanes, vector);
                Simd.StoreLanes<S, float>(ref own[0], 0, lanes, vector);
                Assert.Equal(vector, Simd.LoadLanes<S, float>(ref own[0], 0, lanes));
                foreach (var lanesOfASum in (float[][])[added, raised, lowered, own])
                {
                    for (var i = (int)lanes; i < 16; i++) Assert.Equal(-1, lanesOfASum[i]);
                    Simd.Store<S, float>(ref lanesOfASum[0], 0, lanes, Simd.LoadLanes<S, float>(ref lanesOfASum[0], 0, lanes));
                }

                Simd.Store<S, float>(ref kept[0], 0, 16, Simd.Keep<S, float>(Simd.Load<S, float>(ref values[0], 0, 16), lanes, 9));
                for (var i = 0; i < 16; i++)
                {
                    var isWritten = i < (int)lanes;
                    Assert.Equal(isWritten ? values[i] : -1, stored[i]);
                    Assert.Equal(stored[i], own[i]);
                    Assert.Equal(isWritten ? values[i] - 1 : -1, added[i]);
                    Assert.Equal(isWritten ? Math.Max(values[i], -1) : -1, raised[i]);
                    Assert.Equal(isWritten ? Math.Min(values[i], -1) : -1, lowered[i]);
                    Assert.Equal(isWritten ? values[i] : 9, kept[i]);
                }
            }
        }

        static float[] Filled(float value) => [.. Enumerable.Repeat(value, 16)];
    }

    [Fact]
    public void A_copy_in_the_order_of_halves_has_the_end_of_each_row_in_that_of_memory()
    {
        const int Rows = 3, Features = 37;
        var values = Enumerable.Range(0, Rows * Features).Select(i => (float)i).ToArray();
        var copy = new float[values.Length];
        LaneCopy.Make<BFloat16, float>(ref values[0], ref copy[0], Features, (nuint)values.Length);
        for (var row = 0; row < Rows; row++)
        {
            for (var i = 0; i < Features; i += 16)
            {
                var (index, lanes) = ((nuint)(row * Features + i), (nuint)Math.Min(16, Features - i));
                Assert.Equal(Simd.Load<BFloat16, float>(ref values[0], index, lanes), Simd.LoadLanes<BFloat16, float>(ref copy[0], index, lanes));
            }

            Assert.Equal(values.Skip(row * Features + 32).Take(5), copy.Skip(row * Features + 32).Take(5));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(15)]
    public void The_end_of_a_row_is_neither_read_nor_written_beyond(int lanes)
    {
        var stored = Enumerable.Repeat((BFloat16)3f, 16).ToArray();
        var read = InOrder<BFloat16>(Simd.Widen<BFloat16, float>(ref stored[0], 0, (nuint)lanes));
        for (var i = 0; i < 16; i++) Assert.Equal(i < lanes ? 3f : 0f, read[i]);
        Simd.Narrow(ref stored[0], 0, (nuint)lanes, Vector512.Create(5f));
        for (var i = 0; i < 16; i++) Assert.Equal(i < lanes ? 5f : 3f, (float)stored[i]);
    }

    private static bool Same(float a, float b) => float.IsNaN(a) ? float.IsNaN(b) : BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b);

    private static float[] Widen<S>(ushort[] bits, int index) where S : unmanaged
        => InOrder<S>(Simd.Widen<S, float>(ref System.Runtime.CompilerServices.Unsafe.As<ushort, S>(ref bits[index]), 0, 16));

    private static void Narrow<S>(float[] numbers, int index, ushort[] into) where S : unmanaged
        => Simd.Narrow(ref System.Runtime.CompilerServices.Unsafe.As<ushort, S>(ref into[0]), 0, 16, Simd.Load<S, float>(ref numbers[index], 0, 16));

    /// <summary>As the elements lie in memory.</summary>
    private static float[] InOrder<S>(Vector512<float> vector) where S : unmanaged
    {
        var result = new float[16];
        Simd.Store<S, float>(ref result[0], 0, 16, vector);
        return result;
    }

    private static Tensor Stored(ScalarType type, ushort[] bits)
    {
        var result = empty(bits.Length, dtype: type);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(bits).CopyTo(result.bytes);
        return result;
    }
}
