using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormGen.Kernels;
using TorchSharp;
using Xunit;

namespace NormGen.Tests.Kernels;

/// <summary>A function that makes its own arguments from a row has the bits of one whose arguments were collected first, for every length and beginning, and writes no place but its own and the room behind.</summary>
public class RowFunctionTests
{
    private const int Room = 32; // 128 bytes
    private static readonly int[] Lengths = [.. Enumerable.Range(1, 40), 63, 64, 65, 96, 100, 511, 512];
    private static readonly double[] Special = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1e-41, 88.9, -104, 3e4, -7e-8];

    /// <summary>The line, and the two operations on a vector that are the same.</summary>
    private static readonly (double Factor, double Shift)[] Lines = [(1, -0.0), (-1, -0.0), (0.7, -0.0), (0, -0.0), (1, -2.25), (1, double.PositiveInfinity), (-1, 0.3)];

    public static TheoryData<string> Names => ["exp", "log", "sigmoid", "tanh", "erf"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Arguments_are_made_as_they_would_be_collected(string name)
    {
        Check<float, float>(name, value => (float)value);
        Check<double, double>(name, value => value);
        Check<BFloat16, float>(name, value => (BFloat16)(float)value);
        Check<Half, float>(name, value => (Half)value);
    }

    private static void Check<S, T>(string name, Func<double, S> stored) where S : unmanaged where T : unmanaged
    {
        var random = new Random(11);
        var row = Enumerable.Range(0, 700).Select(i => stored(i % 9 == 4 ? Special[random.Next(Special.Length)] : (random.NextDouble() - 0.5) * 12)).ToArray();
        foreach (var length in Lengths)
        {
            foreach (var (factor, shift) in Lines)
            {
                var start = random.Next(0, 150);
                var (expected, actual) = (new T[length + Room], new T[length + Room + 8]);
                Collected(name, row, start, length, factor, shift, expected);
                Array.Fill(actual, (T)Convert.ChangeType(7, typeof(T), null), length + Room, 8);
                Written(name, ref row[0], ref actual[0], (nuint)start, (nuint)(start + length), factor, shift, (nuint)(length % 2 * 512));
                for (var i = 0; i < length; i++) Assert.True(Bits(expected[i]) == Bits(actual[i]), $"{name} of {typeof(S).Name}, element {i} of {length} from {start}, factor {factor}, shift {shift}: {actual[i]}, not {expected[i]}");
                Assert.All(actual[(length + Room)..], value => Assert.Equal(7, Convert.ToDouble(value, null)));
            }
        }
    }

    /// <summary>Arguments first, by one operation, then the function in their place.</summary>
    private static void Collected<S, T>(string name, S[] row, int start, int length, double factor, double shift, T[] values) where S : unmanaged where T : unmanaged
    {
        var width = Vector512<T>.Count;
        for (var i = 0; i < length; i += width)
        {
            var lanes = (nuint)Math.Min(width, length - i);
            var x = Simd.Widen<S, T>(ref row[0], (nuint)(start + i), lanes);
            var argument = (factor, shift) switch
            {
                (1, 0) when double.IsNegative(shift) => x,
                (1, _) => x + Simd.Broadcast<T>(shift),
                (-1, 0) when double.IsNegative(shift) => -x,
                (-1, _) => Simd.Broadcast<T>(shift) - x,
                _ => x * Simd.Broadcast<T>(factor),
            };
            Simd.StoreLanes<S, T>(ref values[0], (nuint)i, lanes, argument);
        }

        switch (name)
        {
            case "exp": Simd.Exp(ref values[0], (nuint)length); break;
            case "log": Simd.Log(ref values[0], (nuint)length); break;
            case "sigmoid": Simd.Sigmoid(ref values[0], (nuint)length); break;
            case "tanh": Simd.Tanh(ref values[0], (nuint)length); break;
            default: Simd.Erf(ref values[0], (nuint)length); break;
        }
    }

    private static void Written<S, T>(string name, ref S row, ref T values, nuint start, nuint end, double factor, double shift, nuint ahead) where S : unmanaged where T : unmanaged
    {
        switch (name)
        {
            case "exp": Simd.Exp(ref row, ref values, start, end, factor, shift, ahead); break;
            case "log": Simd.Log(ref row, ref values, start, end, factor, shift, ahead); break;
            case "sigmoid": Simd.Sigmoid(ref row, ref values, start, end, factor, shift, ahead); break;
            case "tanh": Simd.Tanh(ref row, ref values, start, end, factor, shift, ahead); break;
            default: Simd.Erf(ref row, ref values, start, end, factor, shift, ahead); break;
        }
    }

    /// <summary>The bits; all NaN are one.</summary>
    private static long Bits<T>(T value) where T : unmanaged => double.IsNaN(Convert.ToDouble(value, null)) ? long.MaxValue : Unsafe.SizeOf<T>() == 4 ? Unsafe.As<T, int>(ref value) : Unsafe.As<T, long>(ref value);
}
