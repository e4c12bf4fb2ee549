using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NormGen.Kernels;

/// <summary>bfloat16 that is rounded up or down at random when written. The memory of tensors is read as this type.</summary>
[StructLayout(LayoutKind.Sequential, Size = sizeof(ushort))]
internal readonly struct StochasticBFloat16;

/// <summary>float16 that is rounded up or down at random when written. The memory of tensors is read as this type.</summary>
[StructLayout(LayoutKind.Sequential, Size = sizeof(ushort))]
internal readonly struct StochasticHalf;

/// <summary>Rounds float32 to half types up or down at random, sixteen numbers at a time, by their bits: random bits are added to those that fall away.</summary>
internal static unsafe class StochasticTypes
{
    private const uint SignBit = 0x8000_0000;
    private const uint Infinity = 0x7F80_0000;

    [ThreadStatic]
    private static Call call;

    /// <summary>Says which call this thread works for.</summary>
    /// <param name="tensors">Where the address of the first tensor stands.</param>
    /// <param name="count">How many tensors there are.</param>
    /// <param name="size">How many bytes lie from one address to the next.</param>
    /// <param name="key">What random numbers are drawn by.</param>
    internal static void Enter(void* tensors, int count, int size, ulong key) => call = new() { Tensors = (byte*)tensors, Count = count, Size = size, Key = key };

    /// <summary>Rounds a vector that goes to an address.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static Vector256<ushort> Rounded<S>(ref ushort row, nuint index, Vector512<float> value) where S : unmanaged
    {
        var address = (nint)Unsafe.AsPointer(ref row) + (nint)index * sizeof(ushort);
        // What is written shares no memory with any other operand, so the tensor is the one that begins last before the address.
        var work = call;
        var (tensor, start) = (0, work.Start(0));
        for (var i = 1; i < work.Count; i++)
        {
            if (work.Start(i) <= address && (start > address || work.Start(i) > start)) (tensor, start) = (i, work.Start(i));
        }

        var random = Threefry.Bits16(Threefry.Key(work.Key, (ulong)tensor), (ulong)(address - start) / sizeof(ushort));
        var ordered = LaneOrder.ToMemory<S, float>(value);
        return typeof(S) == typeof(StochasticBFloat16) ? ToBFloat16(ordered, random >>> 8) : ToFloat16(ordered, random >>> 11);
    }

    /// <summary>To bfloat16 by 16 random bits.</summary>
    internal static Vector256<ushort> ToBFloat16(Vector512<float> value, Vector512<uint> random)
    {
        var bits = value.AsUInt32();
        return HalfTypes.ShortenInOrder(Vector512.ConditionalSelect(Vector512.Equals(value, value).AsUInt32(), (bits + random) >> 16, Vector512.Create(0x7FC0u)));
    }

    /// <summary>To float16 by 13 random bits.</summary>
    internal static Vector256<ushort> ToFloat16(Vector512<float> value, Vector512<uint> random)
    {
        var bits = value.AsUInt32();
        var sign = (bits & Vector512.Create(SignBit)) >> 16;
        var magnitude = bits & Vector512.Create(~SignBit);
        // Normal: the exponent is brought from bias 127 to 15.
        var normal = (magnitude - Vector512.Create(112u << 23) + random) >> 13;

        // Denormal: a multiple of 2⁻²⁴ and a random number in [0, 1) of them.
        var fraction = Vector512.ConvertToSingle(random.AsInt32()) * Vector512.Create(1f / (1 << 13));
        var denormal = Vector512.ConvertToInt32(Vector512.Floor(magnitude.AsSingle() * Vector512.Create((float)(1 << 24)) + fraction)).AsUInt32();
        var result = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(113u << 23)), denormal, normal);
        result = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(0x4780_0000u)), Vector512.Create(0x7C00u), result);
        result = Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude, Vector512.Create(Infinity)), Vector512.Create(0x7E00u), result);
        return HalfTypes.ShortenInOrder(result | sign);
    }

    /// <summary>Where the tensors of a call begin: a store knows its address alone, and finds the tensor by it.</summary>
    private struct Call
    {
        public byte* Tensors;
        public int Count;
        public int Size;
        public ulong Key;

        public readonly nint Start(int tensor) => *(nint*)(Tensors + tensor * Size);
    }
}
