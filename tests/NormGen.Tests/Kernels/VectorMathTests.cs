using System.Runtime.Intrinsics;
using NormGen.Kernels;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>
/// The functions of kernels over their whole range, every exponent, both signs, denormals and the points where one approximation follows another: at most two units in the last place from the true value, correctly
/// rounded. For float32 that is the double function's, for float64 <see cref="DoubleDouble"/>'s.
/// </summary>
public class VectorMathTests
{
    private const double Bound = 2;

    /// <summary>Where something changes: approximations, ranges of results, halves of ln 2 and powers of √2, where arguments are reduced.</summary>
    private static readonly double[] Turns = [0, 0.346573590279972, 0.5, 0.625, 0.7071067811865476, 0.89, 1, 1.039720770839917, 1.4142135623730951, 3.92, 4, 5.92, 6, 9.01, 17.33, 19.06, 36.8, 87.3, 88.72, 103.97, 708.4, 709.78, 745.13];

    private static readonly Dictionary<string, Function> Functions = new()
    {
        ["exp"] = new(Of<float>(Simd.Exp), Of<double>(Simd.Exp), Math.Exp, a => double.IsFinite(a) && Math.Abs(a) < 800 ? Rounded(DoubleDouble.Exp(a)) : Math.Exp(a)),
        ["log"] = new(Of<float>(Simd.Log), Of<double>(Simd.Log), Math.Log, a => a > 0 && double.IsFinite(a) ? Rounded((DoubleDouble.Log(a), 0)) : Math.Log(a)),
        ["tanh"] = new(Of<float>(Simd.Tanh), Of<double>(Simd.Tanh), Math.Tanh, a => double.IsNaN(a) ? a : a == 0 ? a : Rounded((DoubleDouble.Tanh(a), 0))),
        ["erf"] = new(Of<float>(Simd.Erf), Of<double>(Simd.Erf), Scalars.Erf, a => double.IsNaN(a) ? a : Rounded((DoubleDouble.Erf(a), 0))),
        ["sigmoid"] = new(Of<float>(Simd.Sigmoid), Of<double>(Simd.Sigmoid), Scalars.Sigmoid, a => double.IsNaN(a) ? a : a < -800 ? 0 : Rounded(DoubleDouble.Sigmoid(a))),
        ["sqrt"] = new(Simd.Sqrt, Simd.Sqrt, Math.Sqrt, Math.Sqrt),
        ["rsqrt"] = new(Simd.Rsqrt, Simd.Rsqrt, static a => 1 / Math.Sqrt(a), static a => a > 0 && double.IsFinite(a) ? Rounded((1 / (DoubleDouble)Math.Sqrt(a), 0)) : 1 / Math.Sqrt(a)),
        ["reciprocal"] = new(Simd.Reciprocal, Simd.Reciprocal, static a => 1 / a, static a => 1 / a),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    /// <summary>A function of kernels, with the true one for floats, and for doubles.</summary>
    private sealed record Function(Func<Vector512<float>, Vector512<float>> Single, Func<Vector512<double>, Vector512<double>> Double, Func<double, double> ForSingle, Func<double, double> ForDouble);

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32_is_within_two_units(string name)
    {
        var function = Functions[name];
        // Steps of a prime number through all bit patterns, then what stands around the turns.
        var inputs = new List<float>();
        for (var bits = 0L; bits < 1L << 32; bits += 4001) inputs.Add(BitConverter.Int32BitsToSingle((int)(uint)bits));
        foreach (var turn in Turns)
            for (var i = -3000; i <= 3000; i++) inputs.AddRange([Near((float)turn, i), -Near((float)turn, i)]);
        var actual = Run(function.Single, [.. inputs]);
        for (var i = 0; i < inputs.Count; i++)
        {
            var wanted = (float)function.ForSingle(inputs[i]);
            Assert.True(Units(wanted, actual[i]) <= Bound, $"{name}({inputs[i]:R}) = {actual[i]:R}, not {wanted:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float64_is_within_two_units(string name)
    {
        var function = Functions[name];
        var random = new Random(5);
        var inputs = new List<double>();
        for (var i = 0; i < 30_000; i++)
        {
            inputs.Add(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
            inputs.Add((random.NextDouble() - 0.5) * 60);
            inputs.Add((random.NextDouble() - 0.5) * 4);
            inputs.Add((random.NextDouble() - 0.5) * 1500);
            inputs.Add(Math.Exp(random.NextDouble() * 4 - 3));
        }

        foreach (var turn in Turns)
            for (var i = -300; i <= 300; i++) inputs.AddRange([Near(turn, i), -Near(turn, i), Near(turn, i * 1_000_003L), -Near(turn, i * 1_000_003L)]);
        var actual = Run(function.Double, [.. inputs]);
        for (var i = 0; i < inputs.Count; i++)
        {
            var wanted = function.ForDouble(inputs[i]);
            Assert.True(Units(wanted, actual[i]) <= Bound, $"{name}({inputs[i]:R}) = {actual[i]:R}, not {wanted:R}");
        }
    }

    [Fact]
    public void Powers_are_within_two_units()
    {
        // Exponents for which the result stays in the range, denormals included; and bases about 1, where the logarithm is small.
        var random = new Random(7);
        for (var i = 0; i < 40_000; i++)
        {
            var size = random.Next(3) switch { 0 => Math.Exp((random.NextDouble() - 0.5) * 1400), 1 => 1 + (random.NextDouble() - 0.5) * Math.Pow(2, -random.Next(50)), _ => random.NextDouble() * 4 };
            var b = (random.NextDouble() * 1455 - 745) / Math.Log(size);
            if (random.Next(4) == 0) b = Math.Clamp(Math.Round(b), -40, 40);
            var a = random.Next(4) == 0 ? -size : size;
            if (!double.IsFinite(b)) continue;
            var wanted = a < 0 && Math.Round(b) != b ? double.NaN : Rounded(DoubleDouble.Power(size, b)) * (a < 0 && Math.Abs(b % 2) == 1 ? -1 : 1);
            var found = Simd.Power(Vector512.Create(a), Vector512.Create(b)).ToScalar();
            Assert.True(Units(wanted, found) <= Bound, $"{a:R}^{b:R} = {found:R}, not {wanted:R}");

            var (c, d) = ((float)Math.CopySign(Math.Exp((random.NextDouble() - 0.5) * 170), a), (float)b);
            if (i % 2 == 0) d = (float)((random.NextDouble() * 194 - 105) / Math.Log(Math.Abs(c)));
            var (wantedSingle, foundSingle) = ((float)Math.Pow(c, d), Simd.Power(Vector512.Create(c), Vector512.Create(d)).ToScalar());
            Assert.True(Units(wantedSingle, foundSingle) <= Bound, $"{c:R}^{d:R} = {foundSingle:R}, not {wantedSingle:R}");
        }
    }

    [Fact]
    public void Powers_of_special_numbers_are_those_of_the_base_library()
    {
        double[] values = [double.NaN, double.NegativeInfinity, double.PositiveInfinity, -0.0, 0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -2.5, 1e300, -1e300, 1e-300, -1e-300, 9007199254740993.0, 9007199254740991.0, -9007199254740991.0, double.Epsilon, -double.Epsilon];
        foreach (var a in values)
        {
            foreach (var b in values)
            {
                var (wanted, found) = (Math.Pow(a, b), Simd.Power(Vector512.Create(a), Vector512.Create(b)).ToScalar());
                Assert.True(Units(wanted, found) <= Bound && (double.IsNaN(wanted) || double.IsNegative(wanted) == double.IsNegative(found)), $"{a:R}^{b:R} = {found:R}, not {wanted:R}");
                var (c, d) = ((float)a, (float)b);
                var (wantedSingle, foundSingle) = ((float)Math.Pow(c, d), Simd.Power(Vector512.Create(c), Vector512.Create(d)).ToScalar());
                Assert.True(Units(wantedSingle, foundSingle) <= Bound && (float.IsNaN(wantedSingle) || float.IsNegative(wantedSingle) == float.IsNegative(foundSingle)), $"{c:R}^{d:R} = {foundSingle:R}, not {wantedSingle:R}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_does_not_depend_on_its_place_and_neighbours(string name)
    {
        var function = Functions[name];
        double[] values = [0.3, double.NaN, 1e-310, -0.7, double.PositiveInfinity, -0.0, 711, -746, 2.5, -3e-5, double.NegativeInfinity, 1e30, 1, -1, 0.62, 100, 5e-324];
        var expected = values.Select(v => function.Double(Vector512.Create(v)).ToScalar()).ToArray();
        var expectedSingle = values.Select(v => function.Single(Vector512.Create((float)v)).ToScalar()).ToArray();
        for (var turn = 0; turn < values.Length; turn++)
        {
            var order = values.Select((_, i) => (i + turn) % values.Length).ToArray();
            Assert.Equal(order.Select(i => BitConverter.DoubleToInt64Bits(expected[i])), Run(function.Double, [.. order.Select(i => values[i])]).Select(BitConverter.DoubleToInt64Bits));
            Assert.Equal(order.Select(i => BitConverter.SingleToInt32Bits(expectedSingle[i])), Run(function.Single, [.. order.Select(i => (float)values[i])]).Select(BitConverter.SingleToInt32Bits));
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
        var (single, @double) = (Functions[name].Single, Functions[name].Double);
        Assert.Equal(BitConverter.DoubleToInt64Bits(output), BitConverter.DoubleToInt64Bits(Canonical(Run(@double, [input])[0])));
        Assert.Equal(BitConverter.DoubleToInt64Bits(output), BitConverter.DoubleToInt64Bits(Canonical(Run(single, [(float)input])[0])));
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

    private delegate void InPlace<T>(ref T values, nuint count) where T : unmanaged;

    /// <summary>A function of blocks as one of a vector: the first half of a block, with numbers behind it that must not matter.</summary>
    private static Func<Vector512<T>, Vector512<T>> Of<T>(InPlace<T> function) where T : unmanaged => values =>
    {
        Span<T> block = stackalloc T[2 * Vector512<T>.Count];
        values.CopyTo(block);
        function(ref block[0], (nuint)Vector512<T>.Count - 1);
        return Vector512.Create<T>(block);
    };

    private static double Rounded((DoubleDouble Value, int Exponent) exact) => DoubleDouble.Rounded(exact.Value, exact.Exponent);

    private static float Near(float value, int steps) => BitConverter.Int32BitsToSingle(Math.Abs(BitConverter.SingleToInt32Bits(value) + steps));

    private static double Near(double value, long steps) => BitConverter.Int64BitsToDouble(Math.Abs(BitConverter.DoubleToInt64Bits(value) + steps));

    private static double Units(float expected, float actual)
        => float.IsNaN(expected) || float.IsNaN(actual) ? float.IsNaN(expected) == float.IsNaN(actual) ? 0 : double.PositiveInfinity : Math.Abs((double)Place(BitConverter.SingleToInt32Bits(expected), int.MinValue) - Place(BitConverter.SingleToInt32Bits(actual), int.MinValue));

    private static double Units(double expected, double actual)
        => double.IsNaN(expected) || double.IsNaN(actual) ? double.IsNaN(expected) == double.IsNaN(actual) ? 0 : double.PositiveInfinity : Math.Abs((double)((Int128)Place(BitConverter.DoubleToInt64Bits(expected), long.MinValue) - Place(BitConverter.DoubleToInt64Bits(actual), long.MinValue)));

    /// <summary>Where a number stands among all of its type: -0 and 0 share a place.</summary>
    private static long Place(long bits, long sign) => bits < 0 ? sign - bits : bits;
}
