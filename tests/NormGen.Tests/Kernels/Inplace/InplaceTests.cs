using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Results in the memory of an argument.</summary>
[Collection(CountingTensors.Name)]
public class InplaceTests
{
    public InplaceTests() => manual_seed(7);

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.Float64, 1e-13)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    public void The_argument_is_the_result(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        foreach (var shape in new long[][] { [37, 19], [3, 64], [1, 1], [0, 8], [70, 1000] })
        {
            var (gain, bias, other) = (Normal(type, shape[^1]), Normal(type, shape[^1]), Normal(type, shape));
            Check(x => Reusing.Shift_(x, bias), x => Reusing.ShiftFormula(x, bias));
            Check(x => Reusing.Scale_(x, gain), x => Reusing.ScaleFormula(x, gain));
            Check(f => Reusing.Add_(other, f, 0.5), f => Reusing.AddFormula(other, f, 0.5));
            Check(x => Reusing.Norm_(x, gain), x => Reusing.NormFormula(x, gain));
            if (shape[0] > 0) Check(Reusing.Columns_, Reusing.ColumnsFormula);

            void Check(Func<Tensor, Tensor> reusing, Func<Tensor, Tensor> formula)
            {
                var x = Normal(type, shape);
                var expected = formula(x.to(ScalarType.Float64));
                var before = InplaceComparison.Address(x);
                var result = reusing(x);
                Assert.Same(x, result);
                Assert.Equal(before, InplaceComparison.Address(x));
                InplaceComparison.Close(expected, x, tolerance);
            }
        }
    }

    [Fact]
    public void Rows_that_lie_apart_are_written_where_they_are_and_nothing_else_is()
    {
        using var scope = NewDisposeScope();
        var all = Normal(ScalarType.Float32, 5, 12);
        var copy = all.clone();
        var (left, right) = (all.narrow(1, 0, 6), all.narrow(1, 6, 6));
        Reusing.Add_(right, left, 0.5);
        InplaceComparison.Close(Reusing.AddFormula(copy.narrow(1, 6, 6), copy.narrow(1, 0, 6), 0.5), left, 1e-6);
        Assert.Equal(copy.narrow(1, 6, 6).contiguous().data<float>().ToArray(), right.contiguous().data<float>().ToArray());
    }

    [Fact]
    public void Any_other_strides_work_by_way_of_a_copy()
    {
        using var scope = NewDisposeScope();
        var (x, bias) = (Normal(ScalarType.Float64, 7, 5).t(), Normal(ScalarType.Float64, 7));
        var expected = Reusing.ShiftFormula(x, bias);
        Assert.Same(x, Reusing.Shift_(x, bias));
        InplaceComparison.Close(expected, x, 1e-13);
    }

    [Fact]
    public void Shared_memory_is_refused_before_anything_changes()
    {
        using var scope = NewDisposeScope();
        var x = ones(4, 6);
        Assert.Equal("f", Assert.Throws<ArgumentException>(() => Reusing.Add_(x, x, 0.5)).ParamName);
        Assert.Contains("expanded", Assert.Throws<ArgumentException>(() => Reusing.Shift_(ones(6).expand(4, 6), ones(6))).Message);
        Assert.Equal(24, x.sum().item<float>());
    }

    [Fact]
    public void Gradients_are_those_of_the_formula_where_backward_needs_nothing_that_is_gone()
    {
        using var scope = NewDisposeScope();
        var (a, bias, other) = (Leaf(5, 6), Leaf(6), Leaf(5, 6));
        var dy = Normal(ScalarType.Float64, 5, 6);
        Compare(x => Reusing.Shift_(x, bias), x => Reusing.ShiftFormula(x, bias));
        Compare(f => Reusing.Add_(other, f, 0.5), f => Reusing.AddFormula(other, f, 0.5));
        Compare(x => Reusing.Scale_(x, bias.detach()), x => Reusing.ScaleFormula(x, bias.detach()));

        void Compare(Func<Tensor, Tensor> reusing, Func<Tensor, Tensor> formula)
        {
            var made = a * 2;
            var ours = reusing(made).exp();
            Assert.True(made.requires_grad);
            Tensor[] inputs = [a, bias, other];
            var expected = autograd.grad([formula(a * 2).exp()], inputs, [dy], allow_unused: true);
            var actual = autograd.grad([ours], inputs, [dy], allow_unused: true);
            for (var i = 0; i < inputs.Length; i++)
            {
                if (expected[i] is null || expected[i].IsInvalid) continue;
                InplaceComparison.Close(expected[i], actual[i], 1e-12);
            }
        }
    }

    [Fact]
    public void A_tensor_without_a_gradient_gets_one_as_in_torch()
    {
        using var scope = NewDisposeScope();
        var (x, bias) = (Normal(ScalarType.Float64, 3, 4), Leaf(4));
        Reusing.Shift_(x, bias).sum().backward();
        Assert.True(x.requires_grad);
        Assert.Equal([3.0, 3, 3, 3], bias.grad!.data<double>().ToArray());
    }

    [Fact]
    public void A_leaf_that_requires_a_gradient_is_refused()
    {
        using var scope = NewDisposeScope();
        var (x, bias) = (Leaf(3, 4), Normal(ScalarType.Float64, 4));
        var before = x.detach().clone();
        var error = Assert.Throws<InvalidOperationException>(() => Reusing.Shift_(x, bias));
        Assert.Equal("Shift_: 'x' is a leaf that requires a gradient and would be overwritten in place; call it under torch.no_grad(), or a method without [Inplace].", error.Message);
        Assert.Equal(before.data<double>().ToArray(), x.detach().data<double>().ToArray());
        using (no_grad()) Assert.Same(x, Reusing.Shift_(x, bias));
        Assert.True(x.is_leaf);
    }

    [Fact]
    public void What_backward_needs_is_refused_and_the_gradient_named()
    {
        using var scope = NewDisposeScope();
        var (x, gain) = (Leaf(3, 4) * 2, Leaf(4));
        var error = Assert.Throws<InvalidOperationException>(() => Reusing.Scale_(x, gain));
        Assert.StartsWith("Scale_: backward needs 'x' as it is for the gradient of 'gain', and it would be overwritten in place", error.Message);
        Assert.StartsWith("Norm_: backward needs 'x' as it is for the gradient of 'x'", Assert.Throws<InvalidOperationException>(() => Reusing.Norm_(x, gain.detach())).Message);
        Reusing.Scale_(x, gain.detach()); // the gradient of x alone does not
    }

    [Fact]
    public void Who_saved_the_tensor_before_finds_out()
    {
        using var scope = NewDisposeScope();
        var x = Leaf(3, 4) * 2;
        var saved = x.square().sum();
        Reusing.Shift_(x, zeros(4, dtype: ScalarType.Float64));
        Assert.ThrowsAny<Exception>(() => saved.backward());
    }

    [Fact]
    public void Other_types_run_the_formula_into_the_same_tensor()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, 4, dtype: ScalarType.Int64);
        Reusing.Scale_(x, full(4, 3, dtype: ScalarType.Int64));
        Assert.Equal(36, x.sum().item<long>());
    }

    [Fact]
    public void Nothing_of_the_tensors_size_is_allocated()
    {
        using var x = randn(4500, 2048);
        using var bias = randn(2048);
        using var gradients = no_grad();
        CountingTensors.AssertNothingStays(() => Reusing.Shift_(x, bias));
        PeakMemory.AssertStaysBelowHalf(x.numel(), () => Reusing.Shift_(x, bias));
    }

    private static Tensor Leaf(params long[] shape) => Normal(ScalarType.Float64, shape).requires_grad_(true);

    private static Tensor Normal(ScalarType type, params long[] shape) => randn(shape, dtype: ScalarType.Float64).to(type);
}
