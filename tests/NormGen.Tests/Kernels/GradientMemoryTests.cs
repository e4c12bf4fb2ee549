using NormGen.Kernels;
using NormGen.Kernels.Autograd;
using NormGen.Kernels.Native;
using NormGen.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Kernels;

/// <summary>Gradients are written over incoming ones that nobody else holds, and over no others. The switch is the process's, so nothing else may run beside these.</summary>
[Collection(CountingTensors.Name)]
public sealed class GradientMemoryTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public GradientMemoryTests() => manual_seed(3);

    public void Dispose()
    {
        GradientMemory.IsReused = true;
        scope.Dispose();
    }

    [Fact]
    public void Holders_are_counted_here()
    {
        Assert.True(References.AreKnown);
        Assert.True(SoleGradients.AreKnown);
        Assert.Equal(!OperatingSystem.IsWindows(), Views.AreKnown);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 5, 40)]
    [InlineData(ScalarType.Float64, 3, 37)]
    [InlineData(ScalarType.BFloat16, 4, 33)]
    [InlineData(ScalarType.Float16, 2, 1)]
    [InlineData(ScalarType.Float32, 1, 7)]
    [InlineData(ScalarType.Float32, 3000, 1024)]
    public void The_engines_own_gradient_is_written_over(ScalarType type, long rows, long features)
    {
        var (x, gain) = (randn(rows, features, dtype: type, requires_grad: true), randn(features, dtype: type, requires_grad: true));
        var (own, ownGain) = Gradients(isReused: false);
        var (reused, reusedGain) = Gradients(isReused: true);
        Assert.True(own.equal(reused).all().item<bool>());
        Assert.True(ownGain.equal(reusedGain).all().item<bool>());

        (Tensor X, Tensor Gain) Gradients(bool isReused)
        {
            GradientMemory.IsReused = isReused;
            var (before, after) = (new GradientProbe(), new GradientProbe());
            var y = after.Behind(Norms.RMSNorm(before.Behind(x * 2), gain, 1e-6));
            var found = autograd.grad([(y * y.detach().sin()).sum()], [x, gain]);
            if (isReused) Assert.Equal(after.Address, before.Address);
            else Assert.NotEqual(after.Address, before.Address);
            return (found[0], found[1]);
        }
    }

    [Fact]
    public void One_buffer_goes_down_a_chain()
    {
        var x = Normal(6, 16).requires_grad_();
        var probes = Enumerable.Range(0, 4).Select(_ => new GradientProbe()).ToList();
        var y = probes[0].Behind(x * 1);
        foreach (var probe in probes.Skip(1)) y = probe.Behind(Norms.LayerNormWithoutAffine(y, 1e-5));
        (y * 3).sum().backward();
        Assert.Single(probes.Select(p => p.Address).Distinct());
    }

    [Fact]
    public void A_callers_gradient_is_left_alone()
    {
        var (x, gain) = (Normal(6, 16).requires_grad_(), Normal(16));
        var given = Normal(6, 16);
        var before = given.clone();
        var expected = Eager(x, gain, given);
        var y = Norms.RMSNorm(x * 1, gain, 1e-6);
        y.backward([given], retain_graph: true);
        Same(expected, x.grad!);
        Same(expected, autograd.grad([y], [x], [given], retain_graph: true)[0]);
        Assert.True(given.equal(before).all().item<bool>());

        // Also where it passes an operation that hands it on as it is, or a view of it.
        (y + 1).backward([given], retain_graph: true);
        y.view(-1).backward([given.view(-1)]);
        Assert.True(given.equal(before).all().item<bool>());
        Same(expected * 3, x.grad!);
    }

    [Fact]
    public void An_expanded_gradient_is_left_alone()
    {
        var (x, gain) = (Normal(6, 16).requires_grad_(), Normal(16));
        var expected = Eager(x, gain, ones(6, 16, dtype: ScalarType.Float64));
        var y = Norms.RMSNorm(x * 1, gain, 1e-6);
        y.sum().backward(retain_graph: true);
        Same(expected, x.grad!);
        y.sum([0L]).sum().backward();
        Same(expected * 2, x.grad!);
    }

    [Fact]
    public void A_gradient_that_two_branches_get_is_written_over_by_the_last_alone()
    {
        var (x, z, gain) = (Normal(6, 16).requires_grad_(), Normal(6, 16).requires_grad_(), Normal(16));
        var direction = Normal(6, 16);
        var (expectedX, expectedZ) = (Eager(x, gain, direction), Eager(z, gain, direction));
        GradientProbe[] before = [new(), new()], after = [new(), new()];
        var first = after[0].Behind(Norms.RMSNorm(before[0].Behind(x * 1), gain, 1e-6));
        var second = after[1].Behind(Norms.RMSNorm(before[1].Behind(z * 1), gain, 1e-6));
        ((first + second) * direction).sum().backward();
        Same(expectedX, x.grad!);
        Same(expectedZ, z.grad!);
        Assert.Equal(after[0].Address, after[1].Address);
        // The engine takes what was computed last first.
        Assert.NotEqual(after[1].Address, before[1].Address);
        Assert.Equal(after[0].Address, before[0].Address);
    }

    [Fact]
    public void A_gradient_that_two_results_get_is_left_alone()
    {
        var (x, branch) = (Normal(6, 16).requires_grad_(), Normal(6, 16).requires_grad_());
        var (outer, inner) = (Normal(16), Normal(16));
        var direction = Normal(6, 16);
        var (h, n) = Reusing.JointFormula(x, branch, outer, inner);
        var expected = autograd.grad([((h + n) * direction).sum()], [x, branch]);
        GradientProbe[] before = [new(), new()], after = [new(), new()];
        (h, n) = Reusing.Joint(before[0].Behind(x * 1), before[1].Behind(branch * 1), outer, inner);
        var actual = autograd.grad([((after[0].Behind(h) + after[1].Behind(n)) * direction).sum()], [x, branch]);
        Same(expected[0], actual[0]);
        Same(expected[1], actual[1]);
        Assert.Equal(after[0].Address, after[1].Address);
        Assert.DoesNotContain(after[0].Address, before.Select(p => p.Address));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_gradient_of_a_joint_is_written_over(bool isInplace)
    {
        var (x, branch, outer, inner) = (Normal(6, 16).requires_grad_(), Normal(6, 16).requires_grad_(), Normal(16).requires_grad_(), Normal(16).requires_grad_());
        var expected = Gradients(Reusing.JointFormula);
        GradientProbe[] before = [new(), new()], after = [new(), new()];
        var actual = Gradients((a, b, u, v) =>
        {
            var (h, n) = isInplace ? Reusing.Joint_(before[0].Behind(a), before[1].Behind(b), u, v) : Reusing.Joint(before[0].Behind(a), before[1].Behind(b), u, v);
            return (after[0].Behind(h), after[1].Behind(n));
        });
        for (var i = 0; i < expected.Length; i++) Same(expected[i], actual[i]);
        Assert.Equal(after.Select(p => p.Address).Order(), before.Select(p => p.Address).Order());

        Tensor[] Gradients(Func<Tensor, Tensor, Tensor, Tensor, (Tensor, Tensor)> joint)
        {
            var (h, n) = joint(x * 1, branch * 1, outer, inner);
            return [.. autograd.grad([(h.sin() + n.cos()).sum()], [x, branch, outer, inner])];
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void What_nobody_wants_takes_no_memory(bool isStreamWanted, bool isBranchWanted)
    {
        var (x, branch) = (Normal(6, 16).requires_grad_(isStreamWanted), Normal(6, 16).requires_grad_(isBranchWanted));
        var (outer, inner) = (Normal(16).requires_grad_(), Normal(16).requires_grad_());
        var wanted = new[] { x, branch, outer, inner }.Where(t => t.requires_grad).ToArray();
        var expected = Gradients(Reusing.JointFormula);
        var actual = Gradients(Reusing.Joint);
        for (var i = 0; i < expected.Length; i++) Same(expected[i], actual[i]);

        Tensor[] Gradients(Func<Tensor, Tensor, Tensor, Tensor, (Tensor, Tensor)> joint)
        {
            var (h, n) = joint(x * 1, branch * 1, outer, inner);
            return [.. autograd.grad([(h.sin() + n.cos()).sum()], wanted)];
        }
    }

    [Fact]
    public void A_gradient_that_is_kept_is_left_alone()
    {
        var (x, gain) = (Normal(6, 16).requires_grad_(), Normal(16));
        var direction = Normal(6, 16);
        var expected = Eager(x, gain, direction);

        // On the result, as a captured gradient and in the graph's own way.
        var y = Norms.RMSNorm(x * 1, gain, 1e-6);
        var captured = autograd.grad([(y * direction).sum()], [y, x], retain_graph: true);
        Same(direction, captured[0]);
        Same(expected, captured[1]);
        y.retain_grad();
        (y * direction).sum().backward();
        Same(direction, y.grad!);
        Same(expected, x.grad!);
    }

    [Fact]
    public void A_gradient_that_somebody_keeps_on_its_way_is_left_alone()
    {
        var (x, gain) = (Normal(6, 16).requires_grad_(), Normal(16));
        var direction = Normal(6, 16);
        var expected = Eager(x, gain, direction);
        var y = Norms.RMSNorm(x * 1, gain, 1e-6);
        (Keeping.apply(y) * direction).sum().backward();
        Same(expected, x.grad!);
        Same(direction, Keeping.Kept!);
    }

    [Fact]
    public void A_graph_that_is_kept_gives_the_same_again()
    {
        var (x, gain) = (Normal(6, 16).requires_grad_(), Normal(16).requires_grad_());
        var y = Norms.RMSNorm(x * 1, gain, 1e-6);
        var loss = (y * y.detach().sin()).sum();
        loss.backward(retain_graph: true);
        var (once, gainOnce) = (x.grad!.clone(), gain.grad!.clone());
        loss.backward(retain_graph: true);
        loss.backward();
        Same(once * 3, x.grad!);
        Same(gainOnce * 3, gain.grad!);
    }

    [Fact]
    public void Gradients_of_leaves_stay_what_they_are()
    {
        var (x, gain) = (Normal(6, 16).requires_grad_(), Normal(16));
        var direction = Normal(6, 16);
        var expected = Eager(x, gain, direction);
        (Norms.RMSNorm(x, gain, 1e-6) * direction).sum().backward();
        var kept = x.grad!;
        var given = kept.clone();
        Same(expected, given);
        for (var i = 0; i < 3; i++) (Norms.RMSNorm(Normal(6, 16).requires_grad_(), gain, 1e-6) * 3).sum().backward();
        Assert.True(kept.equal(given).all().item<bool>());
        (Norms.RMSNorm(x, gain, 1e-6) * direction).sum().backward();
        Same(expected * 2, x.grad!);
    }

    [Fact]
    public void Second_derivatives_write_over_nothing()
    {
        var (x, gain) = (Normal(6, 16).requires_grad_(), Normal(16).requires_grad_());
        var expected = Second((t, g) => t * rsqrt(t.square().mean([-1L], keepdim: true) + 1e-6) * g);
        var actual = Second((t, g) => Norms.RMSNorm(t, g, 1e-6));
        for (var i = 0; i < expected.Length; i++) Same(expected[i], actual[i]);

        Tensor[] Second(Func<Tensor, Tensor, Tensor> norm)
        {
            var first = autograd.grad([norm(x * 1, gain).sin().sum()], [x, gain], retain_graph: true, create_graph: true);
            return [.. autograd.grad([(first[0].square().sum() + first[1].square().sum()) * 0.5], [x, gain])];
        }
    }

    [Fact]
    public void A_view_of_all_that_nobody_else_knows_is_written_over()
    {
        var (x, gain) = (Normal(2, 3, 16).requires_grad_(), Normal(16));
        var direction = Normal(96);
        var expected = Eager(x, gain, direction.view(2, 3, 16));
        var (before, after) = (new GradientProbe(), new GradientProbe());
        var y = after.Behind(Norms.RMSNorm(before.Behind(x * 1), gain, 1e-6));
        (y.reshape(96) * direction).sum().backward();
        Same(expected, x.grad!);
        if (Views.AreKnown) Assert.Equal(after.Address, before.Address);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_gradient_that_a_linear_layer_makes_is_written_over(bool hasBias)
    {
        var (x, gain) = (Normal(2, 3, 16).requires_grad_(), Normal(16));
        using var linear = nn.Linear(16, 8, hasBias, dtype: ScalarType.Float64);
        var direction = Normal(2, 3, 8);
        var expected = Eager(x, gain, direction.matmul(linear.weight!.detach()));
        var (before, after) = (new GradientProbe(), new GradientProbe());
        (linear.call(after.Behind(Norms.RMSNorm(before.Behind(x * 1), gain, 1e-6))) * direction).sum().backward();
        Same(expected, x.grad!);
        if (Views.AreKnown) Assert.Equal(after.Address, before.Address);
    }

    [Fact]
    public void A_part_of_another_gradient_is_left_alone()
    {
        var (x, z, gain) = (Normal(6, 16).requires_grad_(), Normal(6, 16).requires_grad_(), Normal(16));
        var direction = Normal(12, 16);
        var (expectedX, expectedZ) = (Eager(x, gain, direction[..6]), Eager(z, gain, direction[6..]));
        GradientProbe[] before = [new(), new()], after = [new(), new()];
        (cat([after[0].Behind(Norms.RMSNorm(before[0].Behind(x * 1), gain, 1e-6)), after[1].Behind(Norms.RMSNorm(before[1].Behind(z * 1), gain, 1e-6))]) * direction).sum().backward();
        Same(expectedX, x.grad!);
        Same(expectedZ, z.grad!);
        Assert.NotEqual(after[0].Address, before[0].Address);
        Assert.NotEqual(after[1].Address, before[1].Address);
    }

    [Fact]
    public void Strided_gradients_are_left_alone()
    {
        var (x, gain) = (Normal(6, 16).requires_grad_(), Normal(16));
        var direction = Normal(16, 6);
        var expected = Eager(x, gain, direction.t());
        var (before, after) = (new GradientProbe(), new GradientProbe());
        (after.Behind(Norms.RMSNorm(before.Behind(x * 1), gain, 1e-6)).t().contiguous() * direction).sum().backward();
        Same(expected, x.grad!);
        Assert.NotEqual(after.Address, before.Address);
    }

    [Fact]
    public void Nothing_is_left_behind() => CountingTensors.AssertNothingStays(() =>
    {
        using var step = NewDisposeScope();
        var (x, gain) = (randn(4, 8, requires_grad: true), ones(8, requires_grad: true));
        (Norms.RMSNorm(Norms.RMSNorm(x * 1, gain, 1e-6).view(32).view(4, 8), gain, 1e-6) * 2).sum().backward();
        x.grad!.Dispose();
        gain.grad!.Dispose();
    });

    private static Tensor Normal(params long[] shape) => randn(shape, dtype: ScalarType.Float64);

    private static Tensor Eager(Tensor x, Tensor gain, Tensor direction)
    {
        var leaf = x.detach().clone().requires_grad_();
        return autograd.grad([leaf * rsqrt(leaf.square().mean([-1L], keepdim: true) + 1e-6) * gain], [leaf], [direction])[0];
    }

    /// <summary>The identity, which keeps the gradient that passes it.</summary>
    private sealed class Keeping : autograd.SingleTensorFunction<Keeping>
    {
        internal static Tensor? Kept { get; private set; }

        public override string Name => nameof(Keeping);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            Kept = grad_output.alias();
            return [grad_output.alias()];
        }
    }

    private static void Same(Tensor expected, Tensor actual) => InplaceComparison.Close(expected, actual, 1e-12);
}
