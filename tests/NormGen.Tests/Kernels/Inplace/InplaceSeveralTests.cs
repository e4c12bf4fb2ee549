using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>One of several results in the memory of the tensor that it is named after, statistics beside it, gradients of an author's own.</summary>
[Collection(CountingTensors.Name)]
public class InplaceSeveralTests
{
    public InplaceSeveralTests() => manual_seed(11);

    [Theory]
    [InlineData(ScalarType.Float32, 2e-6)]
    [InlineData(ScalarType.Float64, 1e-13)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    [InlineData(ScalarType.Float16, 3e-3)]
    public void The_result_with_its_name_is_the_tensor_and_the_others_are_new(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        foreach (var shape in new long[][] { [37, 19], [3, 64], [1, 1], [0, 8], [2, 35, 1000] })
        {
            var (a, b, gain, bias) = (Normal(shape), Normal(shape), Normal(shape[^1]), Normal(shape[^1]));
            Check(Joint, t => Two(Reusing.JointFormula(t[0], t[1], t[2], t[3])), [a, b, gain, bias]);
            Check(End, t => Two(Reusing.EndFormula(t[0], t[1], t[2])), [a, b, gain], overwritten: 1, taken: 1);
            Check(t => Two(Reusing.Centred_(t[0])), t => Two(Reusing.CentredFormula(t[0])), [a], taken: 1);
            Check(t => Two(Reusing.Both_(t[0])), t => Two(Reusing.BothFormula(t[0])), [a]);
            if (shape is [> 0, _]) Check(t => Two(Reusing.Doubled_(t[0])), t => Two(Reusing.DoubledFormula(t[0])), [a]);

            void Check(Func<Tensor[], Tensor[]> reusing, Func<Tensor[], Tensor[]> formula, Tensor[] tensors, int overwritten = 0, int taken = 0) => InplaceComparison.Values(reusing, formula, tensors, type, tolerance, overwritten, taken);
        }
    }

    [Fact]
    public void Rows_that_lie_apart_and_other_strides_are_overwritten_where_they_are()
    {
        using var scope = NewDisposeScope();
        var (a, b, gain, bias) = (Normal(9, 40), Normal(9, 40), Normal(40), Normal(40));
        foreach (var place in new Func<Tensor, Tensor>[] { t => Within(t, 1), t => Within(t.t().contiguous(), 0).t() })
        {
            InplaceComparison.Values(Joint, t => Two(Reusing.JointFormula(t[0], t[1], t[2], t[3])), [a, b, gain, bias], ScalarType.Float32, 2e-6, place: place);
            InplaceComparison.Values(End, t => Two(Reusing.EndFormula(t[0], t[1], t[2])), [a, b, gain], ScalarType.BFloat16, 2e-2, overwritten: 1, taken: 1, place: place);
        }
    }

    [Fact]
    public void Large_results_beside_it_are_right_where_they_are_written_past_the_cache()
    {
        using var scope = NewDisposeScope();
        var features = 1000;
        var (a, b, gain, bias) = (Normal(4500, features), Normal(4500, features), Normal(features), Normal(features));
        InplaceComparison.Values(Joint, t => Two(Reusing.JointFormula(t[0], t[1], t[2], t[3])), [a, b, gain, bias], ScalarType.Float32, 1e-5);
        (a, b, gain, bias) = (a[.., ..^8], b[.., ..^8], gain[..^8], bias[..^8]);
        InplaceComparison.Values(Joint, t => Two(Reusing.JointFormula(t[0], t[1], t[2], t[3])), [a, b, gain, bias], ScalarType.Float32, 1e-5);
    }

    [Fact]
    public void Gradients_are_those_of_the_formula_and_of_the_method_out_of_place()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [Normal(6, 35), Normal(6, 35), Normal(35), Normal(35)];
        foreach (var wanted in new int[][] { [0, 1, 2, 3], [0], [1, 3], [3] })
        {
            InplaceComparison.Gradients(Joint, t => Two(Reusing.JointFormula(t[0], t[1], t[2], t[3])), tensors, wanted);
            InplaceComparison.Gradients(Joint, t => Two(Reusing.Joint(t[0], t[1], t[2], t[3])), tensors, wanted);
        }

        InplaceComparison.Gradients(End, t => Two(Reusing.EndFormula(t[0], t[1], t[2])), tensors[..3], [0, 1, 2], overwritten: 1);
        InplaceComparison.Gradients(t => Two(Reusing.Centred_(t[0])), t => Two(Reusing.CentredFormula(t[0])), tensors[..1], [0]);
        InplaceComparison.Gradients(t => Two(Reusing.Both_(t[0])), t => Two(Reusing.BothFormula(t[0])), tensors[..1], [0]);
        InplaceComparison.Gradients(t => [Reusing.Squash_(t[0])], t => [Reusing.SquashFormula(t[0])], tensors[..1], [0]);
        InplaceComparison.Gradients(t => [Reusing.Open_(t[0])], t => [Reusing.OpenFormula(t[0])], tensors[..1], [0]);
    }

    [Fact]
    public void A_view_of_another_tensor_passes_its_gradient_on_to_that()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [Normal(6, 35), Normal(6, 35), Normal(35), Normal(35)];
        foreach (var view in new Func<Tensor, Tensor>[] { t => t.view(6, 35), t => t.view(3, 2, 35).narrow(0, 0, 3).view(6, 35), t => Within(t, 1) })
        {
            InplaceComparison.Gradients(Joint, t => Two(Reusing.JointFormula(t[0], t[1], t[2], t[3])), tensors, [0, 1, 2, 3], view: view);
            InplaceComparison.Gradients(End, t => Two(Reusing.EndFormula(t[0], t[1], t[2])), tensors[..3], [0, 1, 2], overwritten: 1, view: view);
            InplaceComparison.Gradients(t => [Reusing.Squash_(t[0])], t => [Reusing.SquashFormula(t[0])], tensors[..1], [0], view: view);
            InplaceComparison.Gradients(t => [Reusing.Add_(t[0], t[1], 0.5)], t => [Reusing.AddFormula(t[0], t[1], 0.5)], tensors[..2], [0, 1], overwritten: 1, view: view);
        }
    }

    [Fact]
    public void The_whole_of_which_a_part_was_overwritten_has_the_new_values_and_the_right_gradient()
    {
        using var scope = NewDisposeScope();
        var (leaf, branch, gain) = (Normal(4, 12).requires_grad_(), Normal(4, 6).requires_grad_(), Normal(6));
        var expectedPart = Reusing.JointFormula(leaf.narrow(1, 3, 6), branch, gain, gain);
        var expected = autograd.grad([(cat([leaf.narrow(1, 0, 3), expectedPart.Item1, leaf.narrow(1, 9, 3)], 1).square().sum() + expectedPart.Item2.square().sum() * 0.5)], [leaf, branch]);
        var whole = leaf * 1;
        var (_, normed) = Reusing.Joint_(whole.narrow(1, 3, 6), branch, gain, gain);
        var actual = autograd.grad([(whole.square().sum() + normed.square().sum() * 0.5)], [leaf, branch]);
        for (var i = 0; i < 2; i++) InplaceComparison.Close(expected[i], actual[i], 1e-12);
    }

    [Fact]
    public void A_part_that_is_overwritten_by_what_does_not_depend_on_it_leaves_the_rest_its_gradient()
    {
        using var scope = NewDisposeScope();
        var (leaf, other) = (Normal(4, 12).requires_grad_(), Normal(4, 6).requires_grad_());
        var whole = leaf * 1;
        Reusing.Replace_(whole.narrow(1, 3, 6), other);
        var actual = autograd.grad([whole.sum()], [leaf, other]);
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1], actual[0][2].data<double>().ToArray());
        Assert.Equal(24 * 2, actual[1].sum().item<double>());
    }

    [Fact]
    public void Leaves_and_what_backward_needs_are_refused_before_anything_changes()
    {
        using var scope = NewDisposeScope();
        var (leaf, b, gain) = (Normal(3, 4).requires_grad_(), Normal(3, 4), Normal(4));
        var before = leaf.detach().clone();
        Assert.StartsWith("Joint_: 'x' is a leaf that requires a gradient", Assert.Throws<InvalidOperationException>(() => Reusing.Joint_(leaf, b, gain, gain)).Message);
        Assert.StartsWith("Doubled_: backward needs 'x' as it is for the gradient of 'x'", Assert.Throws<InvalidOperationException>(() => Reusing.Doubled_(leaf * 1)).Message);
        Assert.StartsWith("Clip_: backward needs 'x' as it is for the gradient of 'limit'", Assert.Throws<InvalidOperationException>(() => Reusing.Clip_(leaf * 1, gain.clone().requires_grad_(), zeros_like(gain))).Message);
        Assert.StartsWith("Count_: backward needs 'x' as it is for the new value of a statistic", Assert.Throws<InvalidOperationException>(() => Reusing.Count_(leaf * 1, zeros_like(gain))).Message);
        Assert.Equal("branch", Assert.Throws<ArgumentException>(() => Reusing.End_(b, b, gain)).ParamName);
        Assert.Equal(before.data<double>().ToArray(), leaf.detach().data<double>().ToArray());
        using (no_grad())
        {
            Assert.Same(leaf, Reusing.Joint_(leaf, b, gain, gain).x);
            Assert.Same(b, Reusing.Count_(b, zeros_like(gain)));
        }
    }

    [Fact]
    public void Who_needs_old_or_new_values_that_are_gone_finds_out()
    {
        using var scope = NewDisposeScope();
        var (x, b, gain) = (Normal(3, 4).requires_grad_() * 2, Normal(3, 4).requires_grad_(), Normal(4));
        var saved = x.square().sum();
        var (h, n) = Reusing.Joint_(x, b, gain, gain);
        Assert.ThrowsAny<Exception>(() => saved.backward());
        n.sum().backward(retain_graph: true); // the new values are there
        h.add_(1);
        Assert.ThrowsAny<Exception>(() => n.sum().backward());

        var y = Reusing.Squash_(Normal(3, 4).requires_grad_() * 2);
        y.add_(1);
        Assert.ThrowsAny<Exception>(() => y.sum().backward());
    }

    [Fact]
    public void Calls_follow_each_other_on_one_stream()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [Normal(5, 16), Normal(5, 16), Normal(16), Normal(16)];
        InplaceComparison.Gradients(Twice(Reusing.Joint_), Twice(Reusing.JointFormula), tensors, [0, 1, 2]);

        static Func<Tensor[], Tensor[]> Twice(Func<Tensor, Tensor, Tensor, Tensor, (Tensor, Tensor)> joint) => t =>
        {
            var (h, n) = joint(t[0], t[1], t[2], t[3].detach());
            var second = Reusing.ShiftFormula(n, t[2]) + h;
            return [second, Reusing.Shift_(second * 1, t[2])];
        };
    }

    [Theory]
    [InlineData(ScalarType.Float32, 2e-6)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    public void Statistics_beside_it_get_their_new_values(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var (x, mean) = (Normal(7, 33), Normal(33));
        InplaceComparison.Values(t => [Reusing.Track_(t[0], t[1], 0.1), t[1]], t => Two(Reusing.TrackFormula(t[0], t[1], 0.1)), [x, mean], type, tolerance);
        InplaceComparison.Values(t => [t[1], .. Two(Reusing.TrackBoth_(t[0], t[1], 0.1))], t => Three(Reusing.TrackBothFormula(t[0], t[1], 0.1)), [x, mean], type, tolerance, taken: 1);
        InplaceComparison.Gradients(t => [Reusing.Track_(t[0], t[1].clone(), 0.1)], t => [Reusing.TrackFormula(t[0], t[1], 0.1).y], [x, mean], [0]);
    }

    [Fact]
    public void Gradients_of_an_authors_own_pass_where_they_read_nothing_that_is_gone()
    {
        using var scope = NewDisposeScope();
        var (leaf, step) = (Normal(5, 9).requires_grad_(), full(9, 0.25, dtype: ScalarType.Float64));
        var y = Reusing.Round_(leaf * 1, step);
        InplaceComparison.Close(Reusing.RoundFormula(leaf, step), y, 1e-13);
        Assert.Equal(0.5, autograd.grad([y.sum()], [leaf])[0].max().item<double>());

        // Their own derivatives go on from there: y² has the gradient 2y · 0.5, and that 0.5 again.
        var first = autograd.grad([Reusing.Round_(leaf * 1, step).square().sum()], [leaf], create_graph: true)[0];
        Assert.Equal(0.5, autograd.grad([first.sum()], [leaf])[0].mean().item<double>(), 1e-12);

        var (limit, seen) = (full(9, 0.3, dtype: ScalarType.Float64), full(9, 3.0, dtype: ScalarType.Float64));
        var expected = Reusing.ClipFormula(leaf, limit, seen);
        var (clipped, mean) = Reusing.Clip_(leaf * 1, limit, seen);
        InplaceComparison.Close(expected.x, clipped, 0);
        InplaceComparison.Close(expected.mean, mean, 1e-13);
        InplaceComparison.Close(expected.seen, seen, 1e-13);
        Assert.Equal(2 + 3 * 7, autograd.grad([clipped.sum() * 2 + mean.sum() * 7], [leaf])[0].mean().item<double>(), 1e-10);
    }

    [Fact]
    public void Without_a_kernel_the_formula_is_written_into_the_same_tensors()
    {
        using var scope = NewDisposeScope();
        var (x, seen, limit) = (arange(12, dtype: ScalarType.Int64).reshape(3, 4), zeros(4, dtype: ScalarType.Int64), full(4, 7, dtype: ScalarType.Int64));
        Assert.Same(x, Reusing.Count_(x, seen));
        Assert.Equal(22, x.max().item<long>());

        // Complex numbers have gradients and no kernel.
        var (z, zeroes) = (randn(3, 4, dtype: ScalarType.ComplexFloat64).requires_grad_() * 1, zeros(4, dtype: ScalarType.ComplexFloat64));
        Assert.StartsWith("Count_: backward needs 'x'", Assert.Throws<InvalidOperationException>(() => Reusing.Count_(z, zeroes)).Message);
        using (no_grad()) Assert.Same(z, Reusing.Count_(z, zeroes));

        var leaf = randn(3, 4, dtype: ScalarType.ComplexFloat64).requires_grad_();
        var w = full(4, 2.0, dtype: ScalarType.ComplexFloat64);
        var product = leaf * 1;
        Assert.Same(product, Reusing.Doubling_(product, w));
        InplaceComparison.Close((leaf * 2).real, product.real, 1e-13);
        Assert.Equal(3.0, autograd.grad([product.real.sum()], [leaf])[0].real.mean().item<double>(), 1e-12);
    }

    [Fact]
    public void Nothing_of_the_tensors_size_is_allocated_for_it_and_nothing_stays()
    {
        using var x = randn(4500, 2048);
        using var branch = randn(4500, 2048);
        using var gain = randn(2048);
        var (leaf, b) = (randn(512, 256).requires_grad_(), randn(512, 256));
        var w = ones(256);
        CountingTensors.AssertNothingStays(() =>
        {
            using var scope = NewDisposeScope();
            var (h, n) = Reusing.Joint_(leaf * 1, b, w, w);
            autograd.grad([(h + n).sum()], [leaf]);
            autograd.grad([Reusing.Squash_((leaf * 1).view(256, 512)).sum()], [leaf]);
        });

        using var gradients = no_grad();
        PeakMemory.AssertStaysBelowHalf(x.numel(), () =>
        {
            // Means are as many as rows.
            var (mean, _) = Reusing.Centred_(x);
            mean.Dispose();
        });

        // A new tensor and no other: half of one more would be too much.
        PeakMemory.AssertStaysBelowHalf(3 * x.numel(), () => Reusing.Joint_(x, branch, gain, gain).Normed.Dispose());
    }

    private static Tensor[] Joint(Tensor[] t) => Two(Reusing.Joint_(t[0], t[1], t[2], t[3]));

    private static Tensor[] End(Tensor[] t) => Two(Reusing.End_(t[0], t[1], t[2]));

    private static Tensor[] Two((Tensor, Tensor) results) => [results.Item1, results.Item2];

    private static Tensor[] Three((Tensor, Tensor, Tensor) results) => [results.Item1, results.Item2, results.Item3];

    private static Tensor Normal(params long[] shape) => randn(shape, dtype: ScalarType.Float64);

    /// <summary>The same numbers as a part of a larger tensor.</summary>
    private static Tensor Within(Tensor tensor, long dimension) => cat([tensor, tensor, tensor], dimension).narrow(dimension, tensor.shape[dimension], tensor.shape[dimension]);
}
