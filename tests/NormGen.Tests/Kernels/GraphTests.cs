using NormGen.Kernels.Autograd;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>When a call joins the autograd graph, and what happens to a graph that is misused. An exception inside a backward would end the process: each of these must come back to the caller.</summary>
public class GraphTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 40)]
    [InlineData(2, 0)]
    public void A_gradient_may_be_zeros_without_memory(long rows, long features)
    {
        using var scope = NewDisposeScope();
        var x = randn(rows, features, requires_grad: true);
        var gain = randn(features, requires_grad: true);
        (Gates.Cosine(x, gain).sgn() + 0.125 * x).sum().backward();
        Assert.True((x.grad! - 0.125).abs().sum().item<float>() == 0);
        Assert.True(gain.grad!.abs().sum().item<float>() == 0);
    }

    [Fact]
    public void Nothing_is_recorded_where_nothing_needs_a_gradient()
    {
        using var scope = NewDisposeScope();
        Assert.False(Gates.Cosine(randn(3, 8), randn(8)).requires_grad);
        var x = randn(3, 8, requires_grad: true);
        using (no_grad()) Assert.False(Gates.Cosine(x, ones(8)).requires_grad);
        using (inference_mode()) Assert.False(Gates.Cosine(x, ones(8)).requires_grad);
        Assert.False(Gates.Cosine(x.detach(), ones(8)).requires_grad);
        Assert.True(Gates.Cosine(x, ones(8)).requires_grad);
        Assert.True(Gates.Cosine(x.detach(), ones(8, requires_grad: true)).requires_grad);
        Assert.False(Gates.Cosine(x, ones(8)).is_leaf);
    }

    [Fact]
    public void Both_results_or_one_lead_back()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 8, requires_grad: true);
        var (stream, normed) = Gates.Joint(x, randn(3, 8), ones(8));
        stream.sum().backward(retain_graph: true);
        Assert.True(x.grad!.eq(1f).all().item<bool>());
        (stream + normed).sum().backward();
    }

    [Fact]
    public void Gradients_add_up_over_calls_and_uses()
    {
        using var scope = NewDisposeScope();
        var gain = ones(8, dtype: ScalarType.Float64, requires_grad: true);
        var x = randn(3, 8, dtype: ScalarType.Float64);
        Gates.Cosine(x, gain).sum().backward();
        var once = gain.grad!.clone();
        Gates.Cosine(x, gain).sum().backward();
        (Gates.Cosine(x, gain) + Gates.Cosine(x, gain)).sum().backward();
        Assert.True(gain.grad!.allclose(once * 4));
    }

    [Fact]
    public void A_kernel_inside_a_kernel_inside_a_model_of_torch_is_differentiated_through()
    {
        using var scope = NewDisposeScope();
        var x = randn(5, 8, dtype: ScalarType.Float64, requires_grad: true);
        var weight = randn(8, 8, dtype: ScalarType.Float64, requires_grad: true);
        var gain = randn(8, dtype: ScalarType.Float64, requires_grad: true);
        var ours = autograd.grad([Gates.Cosine(nn.functional.linear(Gates.Cosine(x, gain), weight), gain).sum()], [x, weight, gain]);
        var eager = autograd.grad([Gates.CosineFormula(nn.functional.linear(Gates.CosineFormula(x, gain, 1e-6), weight), gain, 1e-6).sum()], [x, weight, gain]);
        for (var i = 0; i < 3; i++) Assert.True(eager[i].allclose(ours[i], 1e-9, 1e-9));
    }

    [Fact]
    public void A_second_backward_through_a_graph_that_is_gone_is_an_error_to_catch()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 8, requires_grad: true);
        var loss = Gates.Cosine(x, ones(8)).square().sum();
        loss.backward();
        var once = x.grad!.clone();
        Assert.Contains("retain_graph", Assert.ThrowsAny<Exception>(() => loss.backward()).Message);
        Assert.True(x.grad!.eq(once).all().item<bool>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_input_that_is_overwritten_before_backward_is_an_error_to_catch(int which)
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 8, requires_grad: true) * 1;
        var gain = ones(8, requires_grad: true) * 1;
        var loss = Gates.Cosine(x, gain).sum();
        using (no_grad()) (which == 0 ? x : gain).add_(1);
        Assert.ThrowsAny<Exception>(() => loss.backward());
        Assert.Contains("modified by an inplace operation", BackwardFailure.Last!.Message);

        // The next call is none the worse.
        Gates.Cosine(randn(3, 8, requires_grad: true), gain.detach()).sum().backward();
    }

    [Fact]
    public void A_formula_that_throws_where_second_derivatives_are_asked_for_is_an_error_to_catch()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 8, requires_grad: true);
        var y = NormGen.Kernels.RowFunction<Doubling>.Apply([x], [], static (_, _) => throw new InvalidOperationException("The formula fails."));
        Assert.ThrowsAny<Exception>(() => y.sum().backward(create_graph: true));
        Assert.Equal("The formula fails.", BackwardFailure.Last!.Message);
    }

    [Fact]
    public void A_kernel_that_throws_in_backward_is_an_error_to_catch()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 8, requires_grad: true);
        var loss = NormGen.Kernels.RowFunction<Doubling>.Apply([x], [], static (tensors, _) => [tensors[0] * 2]).sum();
        Assert.ThrowsAny<Exception>(() => loss.backward());
        Assert.Equal("The kernel fails.", BackwardFailure.Last!.Message);
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_tensor_of_inference_mode_cannot_be_saved_and_says_so()
    {
        using var scope = NewDisposeScope();
        Tensor x;
        using (inference_mode()) x = randn(3, 8);
        var gain = ones(8, requires_grad: true);
        Assert.Contains("Inference tensors cannot be saved for backward", Assert.ThrowsAny<Exception>(() => Gates.Cosine(x, gain)).Message);
        using (inference_mode()) Assert.Equal([3, 8], Gates.Cosine(x, gain).shape);

        // What the failed call took is given back once: two later calls do not share it.
        var (first, second) = (randn(2, 8, requires_grad: true), randn(5, 8, requires_grad: true));
        var (one, two) = (Gates.Cosine(first, gain).sum(), Gates.Cosine(second, gain).sum());
        one.backward();
        two.backward();
        Assert.Equal([2, 8], first.grad!.shape);
        Assert.Equal([5, 8], second.grad!.shape);
    }

    /// <summary>A kernel that fails in backward, as no emitted one does.</summary>
    private readonly struct Doubling : NormGen.Kernels.IRowKernel
    {
        public static NormGen.Kernels.RowKernelShape Shape { get; } = new("Doubling") { Inputs = [new("x")], Outputs = [new("y")] };

        public static void Forward<S, T, W>(int pass, in NormGen.Kernels.Rows<S, T> rows) where S : unmanaged where T : unmanaged where W : struct
        {
            for (var row = rows.First; row < rows.End; row++)
                for (nuint i = 0; i < rows.Features; i++) NormGen.Kernels.Simd.Narrow(ref rows.Output(0, row), i, 1, NormGen.Kernels.Simd.Widen<S, T>(ref rows.Input(0, row), i, 1) * NormGen.Kernels.Simd.Broadcast<T>(2));
        }

        public static void Backward<S, T, W, P>(int pass, in NormGen.Kernels.Rows<S, T> rows) where S : unmanaged where T : unmanaged where W : struct where P : struct => throw new InvalidOperationException("The kernel fails.");
    }
}
