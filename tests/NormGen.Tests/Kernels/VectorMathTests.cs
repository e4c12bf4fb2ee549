using System.Runtime.Intrinsics;
using NormGen.Kernels;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>
/// The functions of kernels over their whole range: at most two units in the last place from the true value, four for the logarithm, erf and sigmoid. In float32 that is measured against the double function; in float64
/// against the base library (and libtorch's erf), which are within one unit themselves.
/// </summary>
public class VectorMathTests
{
    private static readonly Dictionary<string, (Func<Vector512<float>, Vector512<float>> Single, Func<Vector512<double>, Vector512<double>> Double, Func<double[], double[]> True)> Functions = new()
    {
        ["exp"] = (Simd.Exp, Simd.Exp, Each(Math.Exp)),
        ["log"] = (Simd.Log, Simd.Log, Each(Math.Log)),
        ["tanh"] = (Simd.Tanh, Simd.Tanh, Each(Math.Tanh)),
        ["erf"] = (Simd.Erf, Simd.Erf, Erf),
        ["sigmoid"] = (Simd.Sigmoid, Simd.Sigmoid, Each(static a => a >= 0 ? 1 / (1 + Math.Exp(-a)) : Math.Exp(a) / (1 + Math.Exp(a)))),
        ["sqrt"] = (Simd.Sqrt, Simd.Sqrt, Each(Math.Sqrt)),
        ["rsqrt"] = (Simd.Rsqrt, Simd.Rsqrt, Each(static a => 1 / Math.Sqrt(a))),
        ["reciprocal"] = (Simd.Reciprocal, Simd.Reciprocal, Each(static a => 1 / a)),
    };

    private static double Bound(string name) => name is "log" or "erf" or "sigmoid" ? 4 : 2;

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32_is_within_its_bound(string name)
    {
        var (function, _, reference) = Functions[name];
        // Every exponent, both signs, denormals included: steps of a prime number through all bit patterns.
        var inputs = new List<float>();
        for (var bits = 0L; bits < 1L << 32; bits += 40_009) inputs.Add(BitConverter.Int32BitsToSingle((int)(uint)bits));
        var expected = reference([.. inputs.Select(i => (double)i)]);
        var actual = Run(function, [.. inputs]);
        for (var i = 0; i < inputs.Count; i++)
        {
            var wanted = (float)expected[i];
            if (IsFlushed(name, wanted, 1.17549435e-38) && actual[i] == 0) continue;
            Assert.True(Units(wanted, actual[i]) <= Bound(name), $"{name}({inputs[i]:R}) = {actual[i]:R}, not {wanted:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float64_is_within_its_bound(string name)
    {
        var (_, function, reference) = Functions[name];
        var random = new Random(5);
        var inputs = new List<double>();
        for (var i = 0; i < 60_000; i++)
        {
            inputs.Add(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
            inputs.Add((random.NextDouble() - 0.5) * 60);
            inputs.Add((random.NextDouble() - 0.5) * 4);
            inputs.Add((random.NextDouble() - 0.5) * 1500);
            inputs.Add(Math.Exp(random.NextDouble() * 4 - 3));
        }

        var expected = reference([.. inputs]);
        var actual = Run(function, [.. inputs]);
        for (var i = 0; i < inputs.Count; i++)
        {
            if (IsFlushed(name, expected[i], BitConverter.Int64BitsToDouble(0x10000000000000)) && actual[i] == 0) continue;
            Assert.True(Units(expected[i], actual[i]) <= Bound(name), $"{name}({inputs[i]:R}) = {actual[i]:R}, not {expected[i]:R}");
        }
    }

    [Theory]
    [InlineData("exp", double.NegativeInfinity, 0.0)]
    [InlineData("exp", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("exp", -0.0, 1.0)]
    [InlineData("exp", 1000.0, double.PositiveInfinity)]
    [InlineData("exp", -1000.0, 0.0)]
    [InlineData("log", -0.0, double.NegativeInfinity)]
    [InlineData("log", -1.0, double.NaN)]
    [InlineData("log", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("log", double.NegativeInfinity, double.NaN)]
    [InlineData("log", 1.0, 0.0)]
    [InlineData("tanh", double.PositiveInfinity, 1.0)]
    [InlineData("tanh", double.NegativeInfinity, -1.0)]
    [InlineData("tanh", -0.0, -0.0)]
    [InlineData("tanh", 1e30, 1.0)]
    [InlineData("erf", double.PositiveInfinity, 1.0)]
    [InlineData("erf", double.NegativeInfinity, -1.0)]
    [InlineData("erf", -0.0, -0.0)]
    [InlineData("erf", -1e30, -1.0)]
    [InlineData("sigmoid", double.PositiveInfinity, 1.0)]
    [InlineData("sigmoid", double.NegativeInfinity, 0.0)]
    [InlineData("sigmoid", -0.0, 0.5)]
    [InlineData("sqrt", -0.0, -0.0)]
    [InlineData("sqrt", -1.0, double.NaN)]
    [InlineData("rsqrt", 0.0, double.PositiveInfinity)]
    [InlineData("rsqrt", -0.0, double.NegativeInfinity)]
    [InlineData("rsqrt", double.PositiveInfinity, 0.0)]
    [InlineData("reciprocal", -0.0, double.NegativeInfinity)]
    [InlineData("reciprocal", double.NegativeInfinity, -0.0)]
    public void Ends_of_the_range_are_exact(string name, double input, double output)
    {
        var (single, @double, _) = Functions[name];
        Assert.Equal(BitConverter.DoubleToInt64Bits(output), BitConverter.DoubleToInt64Bits(Canonical(Run(@double, [input])[0])));
        // The base library's float e^0 is a unit off.
        var found = Run(single, [(float)input])[0];
        if (name == "exp" && input == 0) Assert.True(Units(1f, found) <= 1);
        else Assert.Equal(BitConverter.DoubleToInt64Bits(output), BitConverter.DoubleToInt64Bits(Canonical(found)));
        Assert.True(double.IsNaN(Run(@double, [double.NaN])[0]));
        Assert.True(float.IsNaN(Run(single, [float.NaN])[0]));

        static double Canonical(double value) => double.IsNaN(value) ? double.NaN : value;
    }

    [Fact]
    public void Comparisons_extremes_and_choices_treat_NaN_as_torch_does()
    {
        double[] values = [double.NaN, double.NegativeInfinity, -1.5, -0.0, 0.0, 2.5, double.PositiveInfinity];
        foreach (var a in values)
        {
            foreach (var b in values)
            {
                using var scope = NewDisposeScope();
                var (x, y) = (tensor(a), tensor(b));
                Same(x.maximum(y), Simd.Maximum, Scalars.Maximum);
                Same(x.minimum(y), Simd.Minimum, Scalars.Minimum);
                Same(x.lt(y).to(ScalarType.Float64), Simd.Less, Scalars.Less);
                Same(x.le(y).to(ScalarType.Float64), Simd.LessOrEqual, Scalars.LessOrEqual);
                Same(x.eq(y).to(ScalarType.Float64), Simd.Equal, Scalars.Equal);
                Same(x.sign() + y * 0, (p, q) => Simd.Sign(p) + q * Vector512<double>.Zero, (p, q) => Scalars.Sign(p) + q * 0);

                void Same(Tensor expected, Func<Vector512<double>, Vector512<double>, Vector512<double>> lanes, Func<double, double, double> number)
                {
                    Assert.Equal(expected.item<double>(), lanes(Vector512.Create(a), Vector512.Create(b)).ToScalar());
                    Assert.Equal(expected.item<double>(), number(a, b));
                }
            }
        }
    }

    /// <summary>1/(1 + e^-a) is 0 where e^-a overflows, as it is in libtorch: the true value there is below the smallest normal number, or just above it.</summary>
    private static bool IsFlushed(string name, double expected, double smallest) => name == "sigmoid" && Math.Abs(expected) <= smallest;

    private static T[] Run<T>(Func<Vector512<T>, Vector512<T>> function, T[] inputs) where T : unmanaged
    {
        var results = new T[inputs.Length];
        for (var i = 0; i < inputs.Length; i += Vector512<T>.Count)
        {
            var lanes = (nuint)Math.Min(Vector512<T>.Count, inputs.Length - i);
            Simd.Store(ref results[i], 0, lanes, function(Simd.Load(ref inputs[i], 0, lanes)));
        }

        return results;
    }

    private static Func<double[], double[]> Each(Func<double, double> function) => inputs => [.. inputs.Select(function)];

    private static double[] Erf(double[] inputs)
    {
        using var scope = NewDisposeScope();
        return special.erf(tensor(inputs)).data<double>().ToArray();
    }

    private static double Units(float expected, float actual)
        => float.IsNaN(expected) || float.IsNaN(actual) ? float.IsNaN(expected) == float.IsNaN(actual) ? 0 : double.PositiveInfinity : Math.Abs((double)Place(BitConverter.SingleToInt32Bits(expected), int.MinValue) - Place(BitConverter.SingleToInt32Bits(actual), int.MinValue));

    private static double Units(double expected, double actual)
        => double.IsNaN(expected) || double.IsNaN(actual) ? double.IsNaN(expected) == double.IsNaN(actual) ? 0 : double.PositiveInfinity : Math.Abs((double)((Int128)Place(BitConverter.DoubleToInt64Bits(expected), long.MinValue) - Place(BitConverter.DoubleToInt64Bits(actual), long.MinValue)));

    /// <summary>Where a number stands among all of its type: -0 and 0 share a place.</summary>
    private static long Place(long bits, long sign) => bits < 0 ? sign - bits : bits;
}
