using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormGen.Kernels;

/// <summary>bfloat16 and float16 as float32 and back, sixteen at a time, by their bits. Rounding is to the nearest, ties to even; infinities and NaN stay what they are, as in libtorch.</summary>
internal static class HalfTypes
{
    private const uint SignBit = 0x8000_0000;
    private const uint Infinity = 0x7F80_0000;

    /// <summary>2¹¹², which brings the exponent of float16 (bias 15) to that of float32 (bias 127); the multiplication makes normal numbers of denormal ones.</summary>
    private const float ExponentShift = 5.192296858534828e33f;

    /// <summary>The upper half of a float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> FromBFloat16(Vector256<ushort> bits)
    {
        if (!Avx2.IsSupported) return (Widen(bits) << 16).AsSingle();

        // Behind sixteen zeros each, which is what the shift would do; quarters are put in order for it, as it works within halves.
        var quarters = Avx2.Permute4x64(bits.AsUInt64(), 0b11_01_10_00).AsUInt16();
        return Vector512.Create(Avx2.UnpackLow(Vector256<ushort>.Zero, quarters), Avx2.UnpackHigh(Vector256<ushort>.Zero, quarters)).AsSingle();
    }

    /// <summary>Rounds to the upper half; a NaN, which rounding could carry into infinity, becomes the quiet one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ushort> ToBFloat16(Vector512<float> value)
    {
        // By halves: a choice between vectors of two registers would be made by four operations on each, not by one.
        return Shorten(Vector512.Create(RoundedToUpperHalf(value.GetLower()), RoundedToUpperHalf(value.GetUpper())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RoundedToUpperHalf(Vector256<float> value)
    {
        var bits = value.AsUInt32();
        var rounded = (bits + Vector256.Create(0x7FFFu) + ((bits >> 16) & Vector256<uint>.One)) >> 16;
        return Vector256.ConditionalSelect(Vector256.Equals(value, value).AsUInt32(), rounded, Vector256.Create(0x7FC0u));
    }

    /// <summary>float16 as float32, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> FromFloat16(Vector256<ushort> bits)
    {
        var wide = Widen(bits);
        var magnitude = (wide & Vector512.Create(0x7FFFu)) << 13;
        var finite = (magnitude.AsSingle() * ExponentShift).AsUInt32();
        var special = Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x7C00u << 13)) & Vector512.Create(Infinity);
        return (finite | special | ((wide & Vector512.Create(0x8000u)) << 16)).AsSingle();
    }

    /// <summary>Rounds to float16; from 65520 on it is infinity, and below 2⁻¹⁴ denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ushort> ToFloat16(Vector512<float> value)
    {
        var bits = value.AsUInt32();
        var sign = (bits & Vector512.Create(SignBit)) >> 16;
        var magnitude = bits & Vector512.Create(~SignBit);

        // Normal: the exponent is brought from bias 127 to 15, and the 13 bits that fall away are rounded.
        var normal = (magnitude - Vector512.Create(112u << 23) + Vector512.Create(0xFFFu) + ((magnitude >> 13) & Vector512<uint>.One)) >> 13;

        // Denormal: the addition of ½ leaves the multiple of 2⁻²⁴ in the lowest bits, rounded by the processor.
        var denormal = (magnitude.AsSingle() + Vector512.Create(0.5f)).AsUInt32() - Vector512.Create(0x3F00_0000u);
        var result = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(113u << 23)), denormal, normal);
        result = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x477F_F000u)), Vector512.Create(0x7C00u), result);
        result = Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude, Vector512.Create(Infinity)), Vector512.Create(0x7E00u), result);
        return Shorten(result | sign);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Widen(Vector256<ushort> bits)
    {
        var (low, high) = Vector256.Widen(bits);
        return Vector512.Create(low, high);
    }

    /// <summary>The lower halves, where the upper ones are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ushort> Shorten(Vector512<uint> bits)
        => Avx2.IsSupported
            ? Avx2.Permute4x64(Avx2.PackUnsignedSaturate(bits.GetLower().AsInt32(), bits.GetUpper().AsInt32()).AsUInt64(), 0b11_01_10_00).AsUInt16()
            : Vector256.Narrow(bits.GetLower(), bits.GetUpper());
}
