using NormGen.Kernels.Running;
using NormGen.Optimizers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Updates that wait for each other: the same bits as one by one, in shares that cover each piece once.</summary>
public class UpdateQueueTests
{
    private static readonly long[] Sizes = [1, 7, 16, 1000, 32767, 32768, 84100, 5, 20000, 20000, 300001, 3, 524287, 524288, 2];

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    public void They_run_at_the_end_and_give_the_bits_of_single_calls(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor[] waiting = [.. Sizes.Select((size, i) => Data(size, i, type))], single = [.. waiting.Select(tensor => tensor.clone())], before = [.. waiting.Select(tensor => tensor.clone())];
        using (new UpdateQueue())
        {
            for (var i = 0; i < Sizes.Length; i++) Update(waiting[i], i, type);
            // What is large does not wait.
            for (var i = 0; i < Sizes.Length; i++) Assert.Equal(Sizes[i] < 524288, waiting[i].bytes.SequenceEqual(before[i].bytes));
        }

        for (var i = 0; i < Sizes.Length; i++) Update(single[i], i, type);
        for (var i = 0; i < Sizes.Length; i++) Assert.True(single[i].bytes.SequenceEqual(waiting[i].bytes), $"{Sizes[i]}");
    }

    [Fact]
    public void Sums_and_rows_do_not_wait()
    {
        using var scope = NewDisposeScope();
        using var queue = new UpdateQueue();
        Tensor rows = ones(4, 8), sizes = zeros(4), squares = zeros(4);
        GradientUpdates.Sizes(rows, sizes, squares);
        Assert.Equal(32, squares.sum().item<float>());
    }

    [Fact]
    public void What_works_on_a_copy_does_not_wait()
    {
        using var scope = NewDisposeScope();
        using var queue = new UpdateQueue();
        Tensor turned = zeros(5, 4).t(), gradient = arange(20, ScalarType.Float32).view(4, 5);
        SGDUpdates.Plain(turned, gradient, 1, 0, -1);
        Assert.True(turned.contiguous().bytes.SequenceEqual(gradient.bytes));
    }

    [Fact]
    public void After_it_updates_run_at_once_again()
    {
        using var scope = NewDisposeScope();
        Tensor outer = ones(4), inner = ones(4), after = ones(4);
        using (new UpdateQueue())
        {
            SGDUpdates.Plain(outer, ones(4), 1, 0, 1);
            using (new UpdateQueue()) SGDUpdates.Plain(inner, ones(4), 1, 0, 1);
            Assert.Equal((1, 0), (outer[0].item<float>(), inner[0].item<float>()));
        }

        Assert.Equal(0, outer[0].item<float>());
        SGDUpdates.Plain(after, ones(4), 1, 0, 1);
        Assert.Equal(0, after[0].item<float>());
    }

    private static void Update(Tensor tensor, int seed, ScalarType type) => SGDUpdates.Plain(tensor, Data(tensor.numel(), seed + 3, type), 0.1 + seed, 0.01, 1);

    private static Tensor Data(long size, int seed, ScalarType type) => (arange(size, dtype: ScalarType.Float64) * 0.37 + seed).sin().to(type);
}
