using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.RandomNumbers;

/// <summary>Kernels with random numbers. The number of torch's threads is the process's.</summary>
[Collection(CountingTensors.Name)]
public class MaskTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    public void Numbers_do_not_depend_on_the_number_of_threads(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(8);
        var x = randn(700, 97, dtype: ScalarType.Float32, generator: generator).to(type).requires_grad_();
        var gain = ones(97, dtype: type);
        var threads = get_num_threads();
        try
        {
            var runs = ((int[])[1, 2, 5]).Select(Run).ToList();
            Assert.Equal(runs[0], runs[1]);
            Assert.Equal(runs[0], runs[2]);
        }
        finally
        {
            set_num_threads(threads);
        }

        byte[][] Run(int count)
        {
            set_num_threads(count);
            var y = Masks.Dropped(x, gain, 0.25, 3);
            var p = x.detach().clone();
            Masks.Noisy(p, x.detach(), 0.5, 4);
            Tensor[] all = [y, autograd.grad([y.sin().sum()], [x])[0], p];
            return [.. all.Select(t => t.detach().contiguous().bytes.ToArray())];
        }
    }

    [Theory]
    [InlineData(new long[] { 200000 })]
    [InlineData(new long[] { 333, 601 })]
    [InlineData(new long[] { 7, 5, 3001 })]
    public void An_update_that_is_cut_anywhere_counts_places_of_the_whole(long[] shape)
    {
        using var scope = NewDisposeScope();
        var p = zeros(shape, dtype: ScalarType.Float64);
        Masks.Noisy(p, zeros(shape, dtype: ScalarType.Float64), -1, 9);
        Assert.True(p.eq(CounterRandom.uniform_like(p, 9) - 0.5).all().item<bool>());

        // Strided, it is walked row by row.
        var strided = zeros([.. shape[..^1], 2 * shape[^1]], dtype: ScalarType.Float64).narrow(-1, 3, shape[^1]);
        Masks.Noisy(strided, zeros(shape, dtype: ScalarType.Float64), -1, 9);
        Assert.True(strided.eq(p).all().item<bool>());
    }

    [Fact]
    public void Every_seed_is_another_mask()
    {
        using var scope = NewDisposeScope();
        var gain = ones(64);
        var masks = Enumerable.Range(0, 50).Select(seed => Convert.ToHexString(Masks.Dropped(ones(8, 64), gain, 0.5, seed).ne(0).to(ScalarType.Byte).bytes.ToArray())).ToList();
        Assert.Equal(50, masks.Distinct().Count());
        Assert.Equal(masks[7], Convert.ToHexString(Masks.Dropped(ones(8, 64), gain, 0.5, 7).ne(0).to(ScalarType.Byte).bytes.ToArray()));
    }

    [Fact]
    public void A_gradient_penalty_draws_the_same_mask()
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(3);
        var x = randn(5, 19, dtype: ScalarType.Float64, generator: generator).requires_grad_();
        var gain = randn(19, dtype: ScalarType.Float64, generator: generator).requires_grad_();
        var (ours, eager) = (Penalty(Masks.Dropped(x, gain, 0.4, 6)), Penalty(Masks.DroppedFormula(x, gain, 0.4, 6)));
        for (var i = 0; i < ours.Length; i++) Assert.InRange((ours[i] - eager[i]).abs().max().item<double>() / Math.Max(1, eager[i].abs().max().item<double>()), 0, 1e-12);

        Tensor[] Penalty(Tensor y)
        {
            var first = autograd.grad([y.pow(3).sum()], [x, gain], retain_graph: true, create_graph: true);
            return [.. first, .. autograd.grad([first[0].square().sum() + first[1].square().sum()], [x, gain])];
        }
    }
}
