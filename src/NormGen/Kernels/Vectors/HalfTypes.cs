using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormGen.Kernels;

/// <summary>bfloat16 and float16 as float32 and back, sixteen at a time, by their bits. Rounding is to the nearest, ties to even; infinities and NaN stay what they are, as in libtorch.</summary>
internal static class HalfTypes
{
    private const uint SignBit = 0x8000_0000;
    private const uint Infinity = 0x7F80_0000;
    private static float QuietNaN => BitConverter.UInt32BitsToSingle(0x7FC0_0000);

    /// <summary>The lanes of 16 bits, of eight, that belong to elements with odd numbers.</summary>
    private const byte Odd = 0b1010_1010;

    /// <summary>How many float32 lie between 2⁻¹⁴, the smallest normal number of float16, and 65520, which is rounded to infinity.</summary>
    private const uint NormalRange = 0x477F_F000 - (113u << 23);

    /// <summary>2¹¹², which brings the exponent of float16 (bias 15) to that of float32 (bias 127); the multiplication makes normal numbers of denormal ones.</summary>
    private const float ExponentShift = 5.192296858534828e33f;

    /// <summary>The upper half of a float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> FromBFloat16(Vector256<ushort> bits) => Raise(bits).AsSingle();

    /// <summary>
    /// Rounds to the upper half. A NaN that rounding could carry into infinity or zero becomes the quiet one; vectors in an order of their own hold none (<see cref="WithQuietNaN"/>), so that nothing is looked for in their loops.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ushort> ToBFloat16(Vector512<float> value)
    {
        // By halves: a choice between vectors of two registers would be made by four operations on each, not by one.
        var (lower, upper) = (value.GetLower(), value.GetUpper());
        if (LaneOrder.IsOwn) return RoundedPairs(lower.AsUInt32(), upper.AsUInt32());
        var (first, second) = (RoundedToUpperHalf(lower), RoundedToUpperHalf(upper));
        if (HaveNaN(lower, upper))
        {
            first = Vector256.ConditionalSelect(Vector256.Equals(lower, lower).AsUInt32(), first, Vector256.Create(0x7FC0_0000u));
            second = Vector256.ConditionalSelect(Vector256.Equals(upper, upper).AsUInt32(), second, Vector256.Create(0x7FC0_0000u));
        }

        return ShortenInOrder(Vector512.Create(first >> 16, second >> 16));
    }

    /// <summary>
    /// Numbers of a caller as they are read beside bfloat16: any NaN as the quiet one with no other bits. Arithmetic hands on the NaN it is given, or makes that one, and those of bfloat16 have a lower half of zeros: then no NaN of
    /// a kernel has bits that rounding would carry on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> WithQuietNaN(Vector512<float> value) => Halves.Select(Vector512.Equals(value, value), value, Vector512.Create(QuietNaN));

    /// <summary>Sixteen numbers at once, their upper halves in one vector and their lower ones in another: one more where the lower half is above its middle, or on it beside an odd upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> RoundedPairs(Vector256<uint> even, Vector256<uint> odd)
    {
        var upper = UpperHalves(even, odd);
        var lower = Avx2.Blend(even.AsUInt16(), (odd << 16).AsUInt16(), Odd);
        return upper + (Avx2.SubtractSaturate(lower, Vector256.AndNot(Vector256<ushort>.One, upper)) >> 15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> UpperHalves(Vector256<uint> even, Vector256<uint> odd) => Avx2.Blend((even >> 16).AsUInt16(), odd.AsUInt16(), Odd);

    /// <summary>Rounded where the lower half begins; what that half holds does not count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RoundedToUpperHalf(Vector256<float> value)
    {
        var bits = value.AsUInt32();
        return bits + Vector256.Create(0x7FFFu) + ((bits >> 16) & Vector256<uint>.One);
    }

    /// <summary>float16 as float32, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> FromFloat16(Vector256<ushort> bits)
    {
        var raised = Raise(bits);
        var ones = Vector256.Create((ushort)0x7C00);
        if (!Vector256.EqualsAny(bits & ones, ones)) return Vector512.Create(Shifted(raised.GetLower()), Shifted(raised.GetUpper()));
        return Vector512.Create(FromFloat16(raised.GetLower()), FromFloat16(raised.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FromFloat16(Vector256<uint> raised)
    {
        var number = Shifted(raised);
        var ones = Vector256.Create(0x7C00_0000u);
        return (number.AsUInt32() | (Vector256.Equals(raised & ones, ones) & Vector256.Create(Infinity))).AsSingle();
    }

    /// <summary>A number that is finite. The sign stays where it is, exponent and digits move to where float32 has their last bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Shifted(Vector256<uint> raised) => ((raised.AsInt32() >> 3).AsUInt32() & Vector256.Create(0x8FFF_E000u)).AsSingle() * ExponentShift;

    /// <summary>Rounds to float16; from 65520 on it is infinity, and below 2⁻¹⁴ denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ushort> ToFloat16(Vector512<float> value)
    {
        var (lower, upper) = (value.GetLower(), value.GetUpper());
        if (LaneOrder.IsOwn)
        {
            // Above zero where a normal number of float16 begins, as unsigned numbers; whatever is none, is denormal or becomes infinite lies beyond its range.
            var (even, odd) = (Rebased(lower), Rebased(upper));
            var most = Vector256.Max(even - Vector256.Create(1u << 23), odd - Vector256.Create(1u << 23));
            if (Vector256.LessThanAll(most, Vector256.Create(NormalRange))) return RoundedPairs(even << 3, odd << 3) | (UpperHalves(lower.AsUInt32(), upper.AsUInt32()) & Vector256.Create((ushort)0x8000));
        }

        var (first, second) = (RoundedToFloat16(lower), RoundedToFloat16(upper));
        if (HaveNaN(lower, upper))
        {
            // Infinity so far, of its sign.
            first |= Vector256.AndNot(Vector256.Create(0x0200u), Vector256.Equals(lower, lower).AsUInt32());
            second |= Vector256.AndNot(Vector256.Create(0x0200u), Vector256.Equals(upper, upper).AsUInt32());
        }

        return Shorten(Vector512.Create(first, second));
    }

    /// <summary>Magnitudes, with exponents of bias 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rebased(Vector256<float> value) => Vector256.Abs(value).AsUInt32() - Vector256.Create(112u << 23);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RoundedToFloat16(Vector256<float> value)
    {
        var sign = value.AsUInt32() & Vector256.Create(SignBit);

        // Not above 65536, which is infinity; as signed numbers, of which the processor knows the smaller.
        var magnitude = Vector256.Min((value.AsUInt32() ^ sign).AsInt32(), Vector256.Create(0x4780_0000));

        // Normal: the exponent is brought from bias 127 to 15, and the 13 bits that fall away are rounded.
        var bits = magnitude.AsUInt32();
        var normal = (bits + Vector256.Create(unchecked(0xFFFu - (112u << 23))) + ((bits >> 13) & Vector256<uint>.One)) >> 13;

        // Denormal: the addition of ½ leaves the multiple of 2⁻²⁴ in the lowest bits, rounded by the processor.
        var denormal = (magnitude.AsSingle() + Vector256.Create(0.5f)).AsUInt32() - Vector256.Create(0x3F00_0000u);
        return Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(113 << 23)).AsUInt32(), denormal, normal) | (sign >> 16);
    }

    /// <summary>Whether any of sixteen numbers is none. Hardly ever: one test for all is less than a choice for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HaveNaN(Vector256<float> a, Vector256<float> b)
        => Avx.IsSupported ? Avx.MoveMask(Avx.CompareUnordered(a, b)) != 0 : !(Vector256.EqualsAll(a, a) && Vector256.EqualsAll(b, b));

    /// <summary>Halves with sixteen zeros behind each, in the order of vectors of halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Raise(Vector256<ushort> bits)
    {
        if (LaneOrder.IsOwn) return Vector512.Create(bits.AsUInt32() << 16, bits.AsUInt32() & Vector256.Create(0xFFFF_0000u));
        var (low, high) = Vector256.Widen(bits);
        return Vector512.Create(low, high) << 16;
    }

    /// <summary>The lower halves, where the upper ones are zero, of a vector in the order of halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Shorten(Vector512<uint> bits)
        => LaneOrder.IsOwn ? (bits.GetLower() | (bits.GetUpper() << 16)).AsUInt16() : ShortenInOrder(bits);

    /// <summary>The lower halves, where the upper ones are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ushort> ShortenInOrder(Vector512<uint> bits)
        => Avx2.IsSupported
            ? Avx2.Permute4x64(Avx2.PackUnsignedSaturate(bits.GetLower().AsInt32(), bits.GetUpper().AsInt32()).AsUInt64(), 0b11_01_10_00).AsUInt16()
            : Vector256.Narrow(bits.GetLower(), bits.GetUpper());
}
