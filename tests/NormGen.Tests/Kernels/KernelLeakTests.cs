using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Nothing is left behind, whatever way a call or its graph ends.</summary>
[Collection(CountingTensors.Name)]
public class KernelLeakTests
{
    public static TheoryData<string> Ways => ["no gradient", "forward only", "backward", "backward twice", "second derivatives", "failed backward", "refused", "update", "strided update", "strided", "unused result", "own gradients", "derivatives of own gradients", "mixed types", "mixed types in place", "mixed update"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void No_tensor_is_left_behind(string way)
    {
        Step(way);
        Collect();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 10; i++) Step(way);
        Collect();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void No_memory_is_left_behind(string way)
    {
        // A leak of one tensor a call would be 240 MB.
        for (var i = 0; i < 30; i++) Step(way, rows: 1000);
        Collect();
        var before = Resident();
        for (var i = 0; i < 120; i++) Step(way, rows: 1000);
        Collect();
        Assert.True(Resident() - before < 120e6, $"{(Resident() - before) / 1e6:F0} MB more.");
    }

    [Fact]
    public void Results_belong_to_the_scope_they_were_made_in()
    {
        using var x = randn(4, 8);
        using var gain = ones(8);
        Tensor moved, dropped;
        using (NewDisposeScope())
        {
            dropped = Gates.Cosine(x, gain);
            moved = Gates.Cosine(x, gain).MoveToOuterDisposeScope();
        }

        Assert.True(dropped.IsInvalid);
        Assert.False(moved.IsInvalid);
        moved.Dispose();
        Assert.False(x.IsInvalid);
    }

    [Fact]
    public void A_graph_outlives_the_scope_of_its_inputs_objects()
    {
        var x = randn(4, 8, requires_grad: true);
        Tensor loss;
        using (NewDisposeScope())
        {
            var inner = x * 2;
            loss = Gates.Cosine(inner, ones(8)).sum().MoveToOuterDisposeScope();
        }

        loss.backward();
        Assert.Equal([4, 8], x.grad!.shape);
        x.Dispose();
        loss.Dispose();
    }

    private static void Step(string way, int rows = 4)
    {
        using var scope = NewDisposeScope();
        var x = randn(rows, 500);
        var gain = ones(500);
        switch (way)
        {
            case "no gradient":
                Gates.Cosine(x, gain);
                break;
            case "forward only":
                Gates.Cosine(x.requires_grad_(), gain);
                break;
            case "own gradients":
                OwnGradientsTests.Rounded(x.requires_grad_(), gain.requires_grad_())[0].sum().backward();
                break;
            case "derivatives of own gradients":
                autograd.grad([autograd.grad([OwnGradientsTests.Rounded(x.requires_grad_(), gain.requires_grad_())[0].sum()], [x], retain_graph: true, create_graph: true)[0].square().sum()], [gain]);
                break;
            case "backward":
                Gates.Cosine(x.requires_grad_(), gain.requires_grad_()).sum().backward();
                break;
            case "backward twice":
                var twice = Gates.Cosine(x.requires_grad_(), gain.requires_grad_()).sum();
                twice.backward(retain_graph: true);
                twice.backward();
                break;
            case "second derivatives":
                x.requires_grad_();
                var first = autograd.grad([Gates.Cosine(x, gain).square().sum()], [x], retain_graph: true, create_graph: true);
                first[0].square().sum().backward();
                break;
            case "failed backward":
                var inner = x.requires_grad_() * 1;
                var loss = Gates.Cosine(inner, gain).sum();
                using (no_grad()) inner.add_(1);
                Assert.ThrowsAny<Exception>(() => loss.backward());
                break;
            case "refused":
                Assert.Throws<ArgumentException>(() => Gates.Cosine(x.requires_grad_(), ones(3)));
                break;
            case "update":
                Gates.Step(x, randn(rows, 500), zeros(rows, 500), gain);
                break;
            case "strided update":
                Gates.Step(x.t().contiguous().t(), randn(rows, 500), zeros(500, rows).t(), gain);
                break;
            case "strided":
                Gates.Cosine(randn(500, rows).t().requires_grad_(), gain.expand(2, 500).t().select(1, 0)).sum().backward();
                break;
            case "mixed types":
                foreach (var result in Of(Gates.Joint(x.requires_grad_(), randn(rows, 500).to(ScalarType.BFloat16).detach().requires_grad_(), gain))) result.sum().backward(retain_graph: true);
                break;
            case "mixed types in place":
                var stream = x.to(ScalarType.BFloat16).detach().requires_grad_() * 1;
                foreach (var result in Of(Reusing.Joint_(stream, randn(rows, 500).requires_grad_(), gain, gain))) result.sum().backward(retain_graph: true);
                break;
            case "mixed update":
                Gates.Step(x.to(ScalarType.BFloat16), randn(rows, 500), zeros(rows, 500), gain);
                break;
            case "unused result":
                Gates.Joint(x.requires_grad_(), randn(rows, 500), gain).Stream.sum().backward();
                break;
        }
    }

    private static Tensor[] Of((Tensor A, Tensor B) results) => [results.A, results.B];

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        NormGen.Kernels.MemoryPolicy.Trim(); // what is free is not left behind
    }

    private static double Resident()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
