using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NormGen.Kernels;
using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.HalfTypes;

/// <summary>Kernels round to bfloat16 without looking for NaN: no NaN that they compute with has bits which rounding would carry into infinity or zero, whatever a caller's numbers hold.</summary>
public class HalfNaNTests
{
    /// <summary>NaN that is all ones (of either sign, as of memory that nothing was written to), NaN that only its lowest bit tells from infinity, and others of which rounding makes no NaN.</summary>
    public static TheoryData<uint> Bits => [0x7FFF_FFFF, 0xFFFF_FFFF, 0x7FFF_8000, 0xFFFF_8001, 0x7F80_0001, 0xFF80_0001, 0x7F80_8000, 0x7FC0_0000, 0xFFC0_0000];

    public static TheoryData<string> Functions => [.. Unary.Keys, "power"];

    private delegate Vector512<float> Function(Vector512<float> x);

    private static readonly Dictionary<string, Function> Unary = new()
    {
        ["exp"] = x => InPlace(x, Simd.Exp),
        ["log"] = x => InPlace(x, Simd.Log),
        ["sigmoid"] = x => InPlace(x, Simd.Sigmoid),
        ["tanh"] = x => InPlace(x, Simd.Tanh),
        ["erf"] = x => InPlace(x, Simd.Erf),
        ["sqrt"] = Simd.Sqrt,
        ["rsqrt"] = Simd.Rsqrt,
        ["reciprocal"] = Simd.Reciprocal,
        ["round"] = Simd.Round,
        ["floor"] = Simd.Floor,
        ["abs"] = Simd.Abs,
        ["negate"] = x => -x,
        ["minimum"] = x => Simd.Minimum(Simd.Maximum(x, Vector512.Create(-1f)), Vector512<float>.One),
        ["infinity less infinity"] = x => x / Vector512<float>.Zero - x / Vector512<float>.Zero,
        ["product of zero and infinity"] = x => Simd.MultiplyAdd(x * Vector512<float>.Zero, Vector512.Create(float.PositiveInfinity), x),
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void No_function_makes_NaN_with_bits_in_its_lower_half(string name)
    {
        var (values, results) = (new ushort[16], new float[16]);
        for (var first = 0; first < 1 << 16; first += 16)
        {
            for (var i = 0; i < 16; i++) values[i] = (ushort)(first + i);
            var x = Simd.Widen<BFloat16, float>(ref Unsafe.As<ushort, BFloat16>(ref values[0]), 0, 16);
            foreach (var result in Results())
            {
                result.CopyTo(results);
                Assert.All(results, value => Assert.True(!float.IsNaN(value) || (BitConverter.SingleToUInt32Bits(value) & 0xFFFF) == 0, $"{name} at {first:X4}: {BitConverter.SingleToUInt32Bits(value):X8}"));
            }

            IEnumerable<Vector512<float>> Results()
            {
                if (Unary.TryGetValue(name, out var function)) return [function(x)];
                return ((float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, 0.5f, 3, -3]).SelectMany(y => (Vector512<float>[])[Simd.Power(x, Vector512.Create(y)), Simd.Power(Vector512.Create(y), x)]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bits))]
    public void A_gain_that_is_none_is_seen_in_its_column_alone(uint bits)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var norm = nn.RMSNorm(53, 1e-6);
        var x = randn(5, 53).to(ScalarType.BFloat16);
        using var inference = no_grad();
        var expected = norm.call(x);
        for (var place = 0; place < 53; place++)
        {
            float[] gains = [.. Enumerable.Range(0, 53).Select(i => i == place ? BitConverter.UInt32BitsToSingle(bits) : 1)];
            MemoryMarshal.AsBytes<float>(gains).CopyTo(norm.weight!.bytes);
            var y = norm.call(x);
            Assert.Equal(Enumerable.Range(0, 53).Select(i => i == place), y.isnan().all(0).data<bool>().ToArray());
            Assert.True(where(y.isnan(), expected, y).equal(expected).all().item<bool>());
        }
    }

    private static Vector512<float> InPlace(Vector512<float> x, BlockFunction function)
    {
        // A function writes whole vectors behind the last value as well.
        var values = new float[64];
        x.CopyTo(values);
        function(ref values[0], 16);
        return Vector512.Create(values);
    }

    private delegate void BlockFunction(ref float values, nuint count);
}
