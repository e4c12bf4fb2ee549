using System.Runtime.InteropServices;
using NormGen.Kernels;
using NormGen.Optimizers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers.Half;

/// <summary>Rounding at random: right in the mean, to one of two neighbours, and the same for the same seed. Seeds are fixed, so every figure is the same in each run; bounds are five standard deviations.</summary>
public class StochasticRoundingTests
{
    private const int Count = 1 << 16;

    public static TheoryData<ScalarType, double> Values
    {
        get
        {
            var cases = new TheoryData<ScalarType, double>();
            foreach (var value in new[] { 1.0012, -1.0012, 3.14159, -1000.3, 1e-3, 0.00390625 })
                foreach (var type in new[] { ScalarType.BFloat16, ScalarType.Float16 }) cases.Add(type, value);

            // Below the smallest normal numbers, and beside the largest ones.
            foreach (var value in new[] { 3.3e-6, -1.23e-7, 4.1e-8, 6.0975e-5, 65500 }) cases.Add(ScalarType.Float16, value);
            foreach (var value in new[] { 3.3e-39, -1.1e-38, 3.38e38 }) cases.Add(ScalarType.BFloat16, value);
            return cases;
        }
    }

    [Fact]
    public void An_update_that_has_no_kernel_is_refused_and_not_rounded_to_the_nearest()
    {
        using var scope = NewDisposeScope();
        Tensor half = zeros([3, 2], ScalarType.Float16, META), single = zeros([3, 2], ScalarType.Float32, META);
        using (new StochasticRounding(1))
        {
            Assert.Contains("'parameter' is Float16 on meta, but numbers are rounded at random on the CPU alone", Assert.Throws<InvalidOperationException>(() => SGDUpdates.Plain(half, half, 0.1, 0, 1)).Message);
            SGDUpdates.Plain(single, single, 0.1, 0, 1);
        }

        SGDUpdates.Plain(half, half, 0.1, 0, 1);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void The_mean_is_right_and_every_number_a_neighbour(ScalarType type, double value)
    {
        using var scope = NewDisposeScope();
        var exact = (double)(float)value;
        var numbers = Rounded(type, full([64, Count / 64], exact), 5, 1);
        var found = numbers.Distinct().Order().ToArray();
        Assert.InRange(found.Length, 1, 2);
        var (below, above) = (found[0], found[^1]);
        Assert.InRange(exact, below, above);
        // They are next to each other: nothing of the type lies between.
        using var middle = tensor((below + above) / 2).to(type).to(ScalarType.Float64);
        Assert.Contains(middle.item<double>(), found);
        var p = above > below ? (exact - below) / (above - below) : 0;
        Assert.InRange(numbers.Average() - exact, -5 * (above - below) * Math.Sqrt(p * (1 - p) / Count) - 1e-12 * Math.Abs(exact), 5 * (above - below) * Math.Sqrt(p * (1 - p) / Count) + 1e-12 * Math.Abs(exact));
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Numbers_of_the_type_stay_as_they_are_and_so_does_what_is_not_finite(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        // All bit patterns.
        var all = zeros([65536], type);
        var patterns = MemoryMarshal.Cast<byte, ushort>(all.bytes);
        for (var i = 0; i < patterns.Length; i++) patterns[i] = (ushort)i;
        var x = all.clone();
        using (new StochasticRounding(3)) GradientUpdates.Scale(x, 1);
        var (before, after) = (Trained.Numbers([all]), Trained.Numbers([x]));
        for (var i = 0; i < before.Length; i++) Assert.Equal(before[i], after[i]);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Seed_step_and_call_decide_and_threads_do_not(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var x = (arange(40 * 1000, dtype: ScalarType.Float32) * 0.37).sin().view(40, 1000);
        var first = Rounded(type, x, 5, 1);
        Assert.Equal(first, Rounded(type, x, 5, 1));
        Assert.NotEqual(first, Rounded(type, x, 6, 1));
        Assert.NotEqual(first, Rounded(type, x, 5, 2));
        var threads = get_num_threads();
        try
        {
            set_num_threads(threads == 1 ? 2 : 1);
            Assert.Equal(first, Rounded(type, x, 5, 1));
        }
        finally
        {
            set_num_threads(threads);
        }

        using var noGradients = no_grad();
        Tensor a = x.to(type), b = x.to(type);
        using (new StochasticRounding(5, 1))
        {
            GradientUpdates.Scale(a, 1.001);
            GradientUpdates.Scale(b, 1.001);
        }

        Assert.NotEqual(Trained.Numbers([a]), Trained.Numbers([b]));
    }

    [Fact]
    public void Places_and_tensors_are_rounded_independently()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        Tensor x = ones([64, Count / 64], ScalarType.BFloat16), buffer = ones([64, Count / 64], ScalarType.BFloat16), gradient = ones([64, Count / 64], ScalarType.BFloat16);
        // Halfway between two numbers: each goes up in half of the places.
        using (new StochasticRounding(11)) OrthogonalizationUpdates.Momentum(x, gradient * (1 + 1.0 / 128), buffer, 0.5, 0);
        var ups = Trained.Numbers([x]).Zip(Trained.Numbers([buffer]), (a, b) => (A: a > 1 ? 1.0 : -1, B: b > 1 ? 1.0 : -1)).ToArray();
        Assert.InRange(ups.Average(pair => pair.A) * Math.Sqrt(Count), -5, 5);
        Assert.InRange(ups.Average(pair => pair.A * pair.B) * Math.Sqrt(Count), -5, 5);
        foreach (var distance in new[] { 1, 2, 8, 16, Count / 64 })
            Assert.InRange(ups.Zip(ups.Skip(distance), (first, second) => first.A * second.A).Average() * Math.Sqrt(Count), -5, 5);
    }

    [Fact]
    public void What_is_computed_in_a_longer_type_because_of_others_is_refused()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        Tensor x = ones([3, 8], ScalarType.BFloat16), gradient = full([3, 8], 2f), buffer = ones([3, 8], ScalarType.BFloat16);
        using (new StochasticRounding(1))
            Assert.Contains("BFloat16 beside tensors of other types", Assert.Throws<InvalidOperationException>(() => OrthogonalizationUpdates.Momentum(x, gradient, buffer, 0.5, 0)).Message);
        Assert.Equal([1.0], Trained.Numbers([x]).Distinct());
        OrthogonalizationUpdates.Momentum(x, gradient, buffer, 0.5, 0);
        Assert.NotEqual([1.0], Trained.Numbers([buffer]).Distinct());
    }

    [Fact]
    public void Strides_are_followed_and_other_types_and_what_comes_after_are_rounded_as_ever()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var x = ones([300, 50], ScalarType.BFloat16).t();
        Tensor single = full([300], 1.0 / 3), other = ones([300], ScalarType.BFloat16);
        using (new StochasticRounding(1))
        {
            GradientUpdates.Scale(x, 1.001);
            GradientUpdates.Scale(single, 1.001);
        }

        GradientUpdates.Scale(other, 1.001);
        Assert.Equal([1, 1 + 1.0 / 128], Trained.Numbers([x]).Distinct().Order());
        Assert.InRange(Trained.Numbers([x]).Average(), 1.001 - 4e-4, 1.001 + 4e-4);
        Assert.Equal([1.0], Trained.Numbers([other]).Distinct());
        Assert.Equal((float)(1 / 3f * 1.001f), Trained.Numbers([single])[0], 1e-7);
        Assert.Equal("seed", Assert.Throws<ArgumentOutOfRangeException>(() => new StochasticRounding(1L << 53)).ParamName);
    }

    private static double[] Rounded(ScalarType type, Tensor values, long seed, long step)
    {
        using var noGradients = no_grad();
        // A number of the type times a float32 factor is any float32 number.
        var x = ones(values.shape, type);
        using var wanted = values.to(ScalarType.Float32);
        if (wanted.min().item<float>() == wanted.max().item<float>())
        {
            using (new StochasticRounding(seed, step)) GradientUpdates.Scale(x, wanted.min().item<float>());
        }
        else
        {
            x = values.to(type);
            using (new StochasticRounding(seed, step)) GradientUpdates.Scale(x, 1.001);
        }

        return Trained.Numbers([x]);
    }
}
