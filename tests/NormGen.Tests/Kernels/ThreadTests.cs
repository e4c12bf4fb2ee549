using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Several threads: a team inside a call, calls side by side. The number of torch's threads is the process's.</summary>
[Collection(CountingTensors.Name)]
public class ThreadTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Results_do_not_depend_on_the_number_of_threads(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(8);
        var x = randn(700, 96, dtype: type, generator: generator).requires_grad_();
        var f = randn(700, 96, dtype: type, generator: generator).requires_grad_();
        var gain = randn(96, dtype: type, generator: generator).requires_grad_();
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var one = Run();
            set_num_threads(2);
            var two = Run();
            set_num_threads(5);
            var five = Run();
            for (var i = 0; i < one.Length; i++)
            {
                Assert.Equal(one[i], two[i]);
                Assert.Equal(one[i], five[i]);
            }
        }
        finally
        {
            set_num_threads(threads);
        }

        byte[][] Run()
        {
            var (stream, normed) = Gates.Joint(x, f, gain);
            Tensor[] all = [stream, normed, .. autograd.grad([(stream * stream).sum() + normed.sin().sum()], [x, f, gain])];
            var p = x.detach().clone();
            var m = f.detach().clone();
            Gates.Step(p, f.detach(), m, gain.detach());
            return [.. all.Concat([p, m]).Select(t => t.detach().contiguous().bytes.ToArray())];
        }
    }

    [Fact]
    public async Task Calls_from_several_threads_do_not_disturb_each_other()
    {
        using var scope = NewDisposeScope();
        var x = randn(120, 40, dtype: ScalarType.Float64);
        var gain = randn(40, dtype: ScalarType.Float64);
        var expected = Gradients(x, gain);
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            double[][] last = [];
            for (var i = 0; i < 25; i++) last = Gradients(x, gain);
            return last;
        })));
        foreach (var result in results)
        {
            Assert.Equal(expected[0], result[0]);
            Assert.Equal(expected[1], result[1]);
        }

        static double[][] Gradients(Tensor x, Tensor gain)
        {
            using var inner = NewDisposeScope();
            var (a, b) = (x.detach().requires_grad_(), gain.detach().requires_grad_());
            Gates.Cosine(a, b).square().sum().backward();
            return [a.grad!.data<double>().ToArray(), b.grad!.data<double>().ToArray()];
        }
    }

    [Fact]
    public async Task A_graph_made_on_one_thread_runs_backward_on_another()
    {
        using var scope = NewDisposeScope();
        var x = randn(30, 8, requires_grad: true);
        var loss = Gates.Cosine(x, ones(8)).sum();
        await Task.Run(() => loss.backward());
        Assert.Equal([30, 8], x.grad!.shape);
    }

    [Fact]
    public void Results_larger_than_the_cache_are_the_same_as_those_of_their_parts()
    {
        using var scope = NewDisposeScope();
        foreach (var features in new[] { 1024, 1000, 77 })
        {
            // 36 MB a result: they are stored past the cache, which must not change a bit.
            var rows = 36L * 1024 * 1024 / 4 / features;
            var x = randn(rows, features);
            var gain = randn(features);
            var whole = Gates.Cosine(x, gain);
            foreach (var start in new[] { 0, rows / 2, rows - 10 })
                Assert.True(Gates.Cosine(x.narrow(0, start, 10), gain).eq(whole.narrow(0, start, 10)).all().item<bool>());
            var leaf = x.requires_grad_();
            Gates.Cosine(leaf, gain).backward([x.detach()]);
            var part = x.detach().narrow(0, rows - 10, 10).clone().requires_grad_();
            Gates.Cosine(part, gain).backward([part.detach()]);
            Assert.True(leaf.grad!.narrow(0, rows - 10, 10).eq(part.grad!).all().item<bool>());
        }
    }
}
