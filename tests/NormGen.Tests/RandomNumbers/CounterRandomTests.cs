using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.RandomNumbers;

/// <summary>The stream as numbers: evenly spread, and independent from place to place and from seed to seed. Seeds are fixed, so every figure is the same in each run; bounds are five standard deviations.</summary>
[Collection(CountingTensors.Name)]
public class CounterRandomTests
{
    private const int Count = 1 << 20;

    public static TheoryData<long> Seeds => [0, 1, 2, 1234567, -1, (1L << 53) - 1, 1 - (1L << 53), 1L << 32];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Numbers_are_uniform(long seed)
    {
        var numbers = Numbers(seed);
        Assert.All(numbers, u => Assert.True(u is >= 0 and < 1));
        var mean = numbers.Average();
        Assert.InRange(mean, 0.5 - 5 * Math.Sqrt(1.0 / 12 / Count), 0.5 + 5 * Math.Sqrt(1.0 / 12 / Count));
        var variance = numbers.Average(u => (u - 0.5) * (u - 0.5));
        Assert.InRange(variance, 1.0 / 12 - 5 * Math.Sqrt(1.0 / 180 / Count), 1.0 / 12 + 5 * Math.Sqrt(1.0 / 180 / Count));
        AssertSpread(numbers.Select(u => (int)(u * 1024)), 1024);

        // The lowest bits that a float32 holds are as good as the highest.
        AssertSpread(numbers.Select(u => (int)(u * (1 << 24)) % 1024), 1024);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Places_are_independent(long seed)
    {
        var numbers = Numbers(seed);
        foreach (var distance in (int[])[1, 2, 3, 4, 7, 8, 16, 64, 1000, 1024, 65536])
        {
            var pairs = numbers.Zip(numbers.Skip(distance)).ToList();
            AssertUncorrelated(pairs);
            AssertSpread(pairs.Where((_, i) => i % (2 * distance) < distance).Select(p => (int)(p.First * 32) * 32 + (int)(p.Second * 32)), 1024);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Neighbouring_seeds_are_independent(long seed)
    {
        var numbers = Numbers(seed);
        foreach (var other in ((long[])[1, 2, 3, 16, 1L << 31, 1L << 32]).Select(step => seed > 0 ? seed - step : seed + step))
        {
            var pairs = numbers.Zip(Numbers(other)).ToList();
            AssertUncorrelated(pairs);
            AssertSpread(pairs.Select(p => (int)(p.First * 32) * 32 + (int)(p.Second * 32)), 1024);

            // Nor is one stream the other, some places later.
            AssertUncorrelated([.. pairs.Zip(pairs.Skip(1), (a, b) => (a.First, b.Second))]);
            AssertUncorrelated([.. pairs.Zip(pairs.Skip(1), (a, b) => (b.First, a.Second))]);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Types_and_strides_do_not_matter(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var wanted = CounterRandom.uniform_like(zeros(7, 33), 5);
        var numbers = CounterRandom.uniform_like(zeros(33, 7, dtype: type).t(), 5);
        Assert.Equal(type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32, numbers.dtype);
        Assert.Equal([7, 33], numbers.shape);
        Assert.True(numbers.eq(wanted.to(numbers.dtype)).all().item<bool>());
        Assert.Equal(type, CounterRandom.dropout(zeros(3, dtype: type), 0.5, 5).dtype);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    [InlineData(1)]
    public void Dropout_drops_as_many_as_it_says_and_scales_the_others(double p)
    {
        using var scope = NewDisposeScope();
        var x = ones(Count, dtype: ScalarType.Float64).requires_grad_();
        var y = CounterRandom.dropout(x, p, 42);
        y.sum().backward();
        Assert.True(x.grad!.eq(y).all().item<bool>());
        var kept = y.ne(0).sum().item<long>();
        Assert.InRange(kept, Count * (1 - p) - 5 * Math.Sqrt(Count * p * (1 - p)), Count * (1 - p) + 5 * Math.Sqrt(Count * p * (1 - p)));
        if (p < 1) Assert.Equal(1 / (1 - p), y.max().item<double>());
    }

    [Fact]
    public void What_is_dropped_is_zero_whatever_it_was()
    {
        using var scope = NewDisposeScope();
        foreach (var value in (double[])[double.NaN, double.PositiveInfinity])
        {
            var x = full(100, value, dtype: ScalarType.Float64).requires_grad_();
            var y = CounterRandom.dropout(x, 0.5, 1);
            y.sum().backward();
            Assert.InRange(y.eq(0).sum().item<long>(), 20, 80);
            Assert.True(x.grad!.isfinite().all().item<bool>());
        }
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        using var x = ones(3);
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => CounterRandom.uniform_like(null!, 1)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => CounterRandom.dropout(null!, 0.5, 1)).ParamName);
        foreach (var seed in (long[])[1L << 53, -(1L << 53), long.MaxValue, long.MinValue])
        {
            var problem = Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.uniform_like(x, seed));
            Assert.Equal("seed", problem.ParamName);
            Assert.Contains("between -2^53 and 2^53", problem.Message, StringComparison.Ordinal);
        }

        foreach (var p in (double[])[-0.1, 1.1, double.NaN])
        {
            var problem = Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.dropout(x, p, 1));
            Assert.Equal("p", problem.ParamName);
            Assert.Contains("between 0 and 1", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        using var x = ones(64, 33, dtype: ScalarType.Float64);
        using var half = ones(64, 33, dtype: ScalarType.BFloat16);
        Step();
        var before = Tensor.TotalCount;
        Step();
        Assert.Equal(before, Tensor.TotalCount);

        void Step()
        {
            foreach (var tensor in (Tensor[])[x, half])
            {
                CounterRandom.uniform_like(tensor, 3).Dispose();
                CounterRandom.dropout(tensor, 0.5, 3).Dispose();
            }
        }
    }

    private static double[] Numbers(long seed)
    {
        using var like = empty(Count, dtype: ScalarType.Float64);
        using var numbers = CounterRandom.uniform_like(like, seed);
        return numbers.data<double>().ToArray();
    }

    private static void AssertUncorrelated(IReadOnlyCollection<(double A, double B)> pairs)
        => Assert.InRange(pairs.Average(p => 12 * (p.A - 0.5) * (p.B - 0.5)) * Math.Sqrt(pairs.Count), -5, 5);

    /// <summary>The chi-square statistic over bins, whose mean is their number less one and whose variance is twice that.</summary>
    private static void AssertSpread(IEnumerable<int> values, int bins)
    {
        var counts = new long[bins];
        long total = 0;
        foreach (var value in values)
        {
            counts[value]++;
            total++;
        }

        var expected = (double)total / bins;
        var statistic = counts.Sum(c => (c - expected) * (c - expected) / expected);
        Assert.InRange(statistic, bins - 1 - 5 * Math.Sqrt(2.0 * (bins - 1)), bins - 1 + 5 * Math.Sqrt(2.0 * (bins - 1)));
    }
}
