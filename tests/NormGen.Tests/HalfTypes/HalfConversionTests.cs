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
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(15)]
    public void The_end_of_a_row_is_neither_read_nor_written_beyond(int lanes)
    {
        var stored = Enumerable.Repeat((BFloat16)3f, 16).ToArray();
        var read = Simd.Widen<BFloat16, float>(ref stored[0], 0, (nuint)lanes);
        for (var i = 0; i < 16; i++) Assert.Equal(i < lanes ? 3f : 0f, read[i]);
        Simd.Narrow(ref stored[0], 0, (nuint)lanes, Vector512.Create(5f));
        for (var i = 0; i < 16; i++) Assert.Equal(i < lanes ? 5f : 3f, (float)stored[i]);
    }

    private static bool Same(float a, float b) => float.IsNaN(a) ? float.IsNaN(b) : BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b);

    private static Vector512<float> Widen<S>(ushort[] bits, int index) where S : unmanaged
        => Simd.Widen<S, float>(ref System.Runtime.CompilerServices.Unsafe.As<ushort, S>(ref bits[index]), 0, 16);

    private static void Narrow<S>(float[] numbers, int index, ushort[] into) where S : unmanaged
        => Simd.Narrow(ref System.Runtime.CompilerServices.Unsafe.As<ushort, S>(ref into[0]), 0, 16, Vector512.LoadUnsafe(ref numbers[index]));

    private static Tensor Stored(ScalarType type, ushort[] bits)
    {
        var result = empty(bits.Length, dtype: type);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(bits).CopyTo(result.bytes);
        return result;
    }
}
