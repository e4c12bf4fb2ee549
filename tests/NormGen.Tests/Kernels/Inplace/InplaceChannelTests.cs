using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Results over <c>[batch, channels, ...]</c> and over groups in the memory of an argument.</summary>
[Collection(CountingTensors.Name)]
public class InplaceChannelTests
{
    public InplaceChannelTests() => manual_seed(13);

    [Theory]
    [InlineData(ScalarType.Float32, 5e-6)]
    [InlineData(ScalarType.Float64, 1e-12)]
    [InlineData(ScalarType.BFloat16, 3e-2)]
    [InlineData(ScalarType.Float16, 4e-3)]
    public void The_argument_is_the_result(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        foreach (var shape in new long[][] { [3, 6, 5, 7], [2, 4, 33], [1, 2, 1], [70, 8, 9] })
        {
            // As it stands, between other channels, and with the channels last.
            foreach (var place in new Func<Tensor, Tensor>?[] { null, t => cat([t, t], 1).narrow(1, shape[1], shape[1]), t => t.transpose(1, -1).contiguous().transpose(1, -1) })
                foreach (var (reusing, formula, tensors, overwritten) in Cases(shape)) InplaceComparison.Values(reusing, formula, tensors, type, tolerance, overwritten, place: place);
        }
    }

    [Fact]
    public void Groups_of_features_are_overwritten_too()
    {
        using var scope = NewDisposeScope();
        foreach (var place in new Func<Tensor, Tensor>?[] { null, t => cat([t, t], -1).narrow(-1, 12, 12) })
            InplaceComparison.Values(t => [Reusing.Heads_(t[0], t[1], 3)], t => [Reusing.HeadsFormula(t[0], t[1], 3)], [Normal(2, 5, 12), Normal(12)], ScalarType.Float32, 2e-6, place: place);
    }

    [Fact]
    public void The_norms_are_torchs_own()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Normal(4, 6, 5, 5), Normal(6), Normal(6));
        var (mean, variance) = (zeros(6, dtype: ScalarType.Float64), ones(6, dtype: ScalarType.Float64));
        InplaceComparison.Close(nn.functional.group_norm(x, 3, weight, bias), Reusing.GroupNorm_(x.clone(), weight, bias, 3), 1e-12);
        InplaceComparison.Close(nn.functional.instance_norm(x, weight: weight, bias: bias), Reusing.InstanceNorm_(x.clone(), weight, bias), 1e-12);
        InplaceComparison.Close(nn.functional.batch_norm(x, zeros_like(mean), ones_like(variance), weight, bias, training: true), Reusing.BatchNorm_(x.clone(), weight, bias, mean, variance), 1e-12);
        InplaceComparison.Close(x.mean([0L, 2L, 3L]) * 0.1, mean, 1e-13);
    }

    [Fact]
    public void Gradients_are_those_of_the_formula_where_backward_needs_nothing_that_is_gone()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [Normal(3, 6, 5, 7), Normal(3, 6, 5, 7), Normal(6), Normal(6), Normal(6)];
        foreach (var view in new Func<Tensor, Tensor>?[] { null, t => t.view(3, 6, 5, 7), t => cat([t, t], 1).narrow(1, 6, 6) })
        {
            InplaceComparison.Gradients(Joint(Reusing.GroupJoint_), Joint(Reusing.GroupJointFormula), tensors, [0, 1, 2, 3, 4], overwritten: 1, view);
            InplaceComparison.Gradients(Joint(Reusing.GroupJoint_), Joint(Reusing.GroupJoint), tensors, [1, 3], overwritten: 1, view);
            InplaceComparison.Gradients(t => [Reusing.BatchCentre_(t[0], t[1], t[2].clone())], t => [Reusing.BatchCentreFormula(t[0], t[1], t[2]).y], [tensors[0], .. tensors[2..4]], [0, 1], view: view);
        }
    }

    [Fact]
    public void What_backward_needs_is_refused_and_the_gradient_named()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Normal(2, 4, 5).requires_grad_() * 1, Normal(4), Normal(4).requires_grad_());
        Assert.StartsWith("GroupNorm_: backward needs 'x' as it is for the gradient of 'x'", Assert.Throws<InvalidOperationException>(() => Reusing.GroupNorm_(x, weight, bias, 2)).Message);
        Assert.StartsWith("BatchNorm_: backward needs 'x' as it is for the gradient of 'weight'", Assert.Throws<InvalidOperationException>(() => Reusing.BatchNorm_(x.detach(), weight.clone().requires_grad_(), bias, ones_like(weight), ones_like(weight))).Message);
        Assert.StartsWith("EvoNorm_: backward needs 'x' as it is for the gradient of 'v'", Assert.Throws<InvalidOperationException>(() => Reusing.EvoNorm_(x.detach(), weight, bias, weight.clone().requires_grad_(), 2)).Message);

        // The gradient of the offset alone needs nothing of it.
        var given = x.detach().clone();
        Reusing.EvoNorm_(given, weight, bias, weight, 2).sum().backward();
        Assert.Equal([10.0, 10, 10, 10], bias.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Shared_memory_is_refused_before_anything_changes()
    {
        using var scope = NewDisposeScope();
        var (all, scale) = (ones(2, 6, 4), ones(4));
        var before = all.sum().item<float>();
        Assert.Equal("branch", Assert.Throws<ArgumentException>(() => Reusing.GroupJoint_(all.narrow(1, 0, 4), all.narrow(1, 2, 4), scale, scale, scale, 2)).ParamName);
        Assert.Equal(before, all.sum().item<float>());

        // Neighbouring channels of the same samples, and half types, whose numbers are shorter than those computed with.
        var halves = ones(2, 8, 4, dtype: ScalarType.BFloat16);
        Reusing.GroupJoint_(halves.narrow(1, 0, 4), halves.narrow(1, 4, 4), scale, scale, scale, 2);
        Assert.Equal(32 + 64, halves.to(ScalarType.Float32).sum().item<float>());
        var two = ones(2, 2, 4, 4, dtype: ScalarType.BFloat16);
        Reusing.GroupJoint_(two[1], two[0], scale, scale, scale, 2);
        Assert.Equal(32 + 64, two.to(ScalarType.Float32).sum().item<float>());
    }

    [Fact]
    public void Nothing_of_the_tensors_size_is_allocated()
    {
        using var x = randn(36, 64, 64, 64);
        using var weight = randn(64);
        using var variance = ones(64);
        using var gradients = no_grad();
        foreach (var call in new Action[] { () => Reusing.EvoNorm_(x, weight, weight, weight, 8), () => Reusing.BatchNorm_(x, weight, weight, weight, variance) })
        {
            CountingTensors.AssertNothingStays(call);
            PeakMemory.AssertStaysBelowHalf(x.numel(), call);
        }
    }

    private static IEnumerable<(Func<Tensor[], Tensor[]> Reusing, Func<Tensor[], Tensor[]> Formula, Tensor[] Tensors, int Overwritten)> Cases(long[] shape)
    {
        var (x, f, weight, bias, v, positive) = (Normal(shape), Normal(shape), Normal(shape[1]), Normal(shape[1]), Normal(shape[1]), Normal(shape[1]).abs());
        yield return (t => [Reusing.GroupNorm_(t[0], t[1], t[2], 2)], t => [Reusing.GroupNormFormula(t[0], t[1], t[2], 2)], [x, weight, bias], 0);
        yield return (t => [Reusing.InstanceNorm_(t[0], t[1], t[2])], t => [Reusing.InstanceNormFormula(t[0], t[1], t[2])], [x, weight, bias], 0);
        yield return (t => [Reusing.BatchNorm_(t[0], t[1], t[2], t[3], t[4]), t[3], t[4]], t => Three(Reusing.BatchNormFormula(t[0], t[1], t[2], t[3], t[4])), [x, weight, bias, v, positive], 0);
        yield return (t => [Reusing.EvoNorm_(t[0], t[1], t[2], t[3], 2)], t => [Reusing.EvoNormFormula(t[0], t[1], t[2], t[3], 2)], [x, weight, bias, v], 0);
        yield return (t => [Reusing.BatchCentre_(t[0], t[1], t[2]), t[2]], t => Two(Reusing.BatchCentreFormula(t[0], t[1], t[2])), [x, bias, v], 0);
        yield return (t => [Reusing.Positions_(t[0], t[1])], t => [Reusing.PositionsFormula(t[0], t[1])], [x, weight], 0);
        yield return (Joint(Reusing.GroupJoint_), Joint(Reusing.GroupJointFormula), [x, f, v, weight, bias], 1);
    }

    private static Func<Tensor[], Tensor[]> Joint(Func<Tensor, Tensor, Tensor, Tensor, Tensor, long, (Tensor, Tensor)> joint) => t => Two(joint(t[0], t[1], t[2], t[3], t[4], 2));

    private static Tensor[] Two((Tensor, Tensor) results) => [results.Item1, results.Item2];

    private static Tensor[] Three((Tensor, Tensor, Tensor) results) => [results.Item1, results.Item2, results.Item3];

    private static Tensor Normal(params long[] shape) => randn(shape, dtype: ScalarType.Float64);
}
