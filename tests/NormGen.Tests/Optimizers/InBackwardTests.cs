using NormGen.Optimizers;
using NormGen.Tests.Kernels;
using NormGen.Tests.Optimizers.Generated;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

#pragma warning disable NG3014 // Models move after their optimizers were built: that this is noticed is what is tested.

namespace NormGen.Tests.Optimizers;

/// <summary>Updates inside backward: the numbers of ordinary steps, one gradient at a time, and refusals with their reason.</summary>
[Collection(CountingTensors.Name)]
public class InBackwardTests
{
    public static TheoryData<string> Kinds => Trained.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_gives_bit_for_bit_what_ordinary_steps_give_and_leaves_no_gradient(string kind)
    {
        using Trained ordinary = new(), inside = new();
        inside.load_state_dict(ordinary.state_dict());
        using var steps = Trained.Optimizer(kind, ordinary);
        using var updates = Trained.Optimizer(kind, inside).With(inside, update_in_backward: true, NonFiniteGradients.Propagate);
        Assert.True(updates.UpdatesInBackward);
        for (var i = 0; i < 10; i++)
        {
            var loss = Trained.Run(ordinary, steps, i, 1);
            Assert.Equal(loss, Trained.Run(inside, updates, i, 1));
            Assert.All(inside.parameters(), parameter => Assert.True(parameter.is_leaf && parameter.requires_grad && parameter.grad is null));
        }

        Assert.Equal(Trained.Numbers(ordinary.parameters()), Trained.Numbers(inside.parameters()));
        Assert.Equal(CheckpointTests.Saved(steps), CheckpointTests.Saved(updates));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Matrices_of_one_shape_which_ordinary_steps_take_together_get_the_same_numbers(string kind)
    {
        static Sequential Model() => Sequential(Enumerable.Range(0, 3).Select(i => ($"layer{i}", (Module<Tensor, Tensor>)Linear(48, 48))));
        using Sequential ordinary = Model(), inside = Model();
        inside.load_state_dict(ordinary.state_dict());
        using var steps = Trained.Optimizer(kind, ordinary);
        using var updates = Trained.Optimizer(kind, inside).With(inside, update_in_backward: true, NonFiniteGradients.Propagate);
        for (var i = 0; i < 4; i++)
        {
            foreach (var (model, optimizer) in new[] { (ordinary, steps), (inside, updates) })
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                model.call((arange(96) * (i + 1)).cos().view(2, 48)).square().sum().backward();
                optimizer.step();
            }
        }

        Assert.Equal(Trained.Numbers(ordinary.parameters()), Trained.Numbers(inside.parameters()));
    }

    [Fact]
    public void Generated_optimizers_and_factories_have_it_as_an_argument()
    {
        using ScaledModel ordinary = new(), inside = new(), byHand = new();
        inside.load_state_dict(ordinary.state_dict());
        byHand.load_state_dict(ordinary.state_dict());
        using var steps = ordinary.CreateOptimizer(1e-2);
        using var updates = inside.CreateOptimizer(1e-2, update_in_backward: true);
        using var made = torch.optim.SCALE(byHand, 1e-2, update_in_backward: true);
        Assert.Equal(Trained.Run(ordinary, steps, 0, 5), Trained.Run(inside, updates, 0, 5));
        Trained.Run(byHand, made, 0, 5);
        Assert.Equal(Trained.Numbers(ordinary.parameters()), Trained.Numbers(inside.parameters()));
        Assert.Equal(Trained.Numbers(ordinary.parameters()), Trained.Numbers(byHand.parameters()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_more_than_one_gradient_lives_at_a_time(bool isInside)
    {
        const int Layers = 6, Width = 16;
        using var layers = Sequential(Enumerable.Range(0, Layers).Select(i => ($"layer{i}", (Module<Tensor, Tensor>)Linear(Width, Width, hasBias: false))));
        Parameter[] weights = [.. layers.parameters()];
        var most = 0L;
        var firsts = weights.Select(weight => Trained.Numbers([weight])).ToArray();
        var changed = new List<int>();
        using var optimizer = torch.optim.SGD(layers, 0.1, fused: true, update_in_backward: isInside);
        for (var step = 0; step < 3; step++)
        {
            using var scope = NewDisposeScope();
            var x = ones(2, Width);
            foreach (var layer in layers.children().Cast<Linear>()) x = Probed(layer.call(x));
            x.sum().backward();
            See();
            optimizer.step();
            foreach (var weight in weights) weight.grad = null;
        }

        // Between two layers' backward, all gradients of the layers behind are there, or none.
        Assert.Equal(isInside ? 0 : Layers * Width * Width * sizeof(float), most);
        Assert.Equal(isInside ? Enumerable.Range(0, Layers) : Enumerable.Repeat(0, Layers), changed.Take(Layers));

        Tensor Probed(Tensor y) => NormGen.Kernels.OwnGradients.Apply("Probe", [y], [], static (t, _) => [t[0] * 1], (t, _) =>
        {
            See();
            return [t[1] * 1];
        })[0];

        void See()
        {
            most = Math.Max(most, weights.Where(weight => weight.is_leaf && weight.grad is not null).Sum(weight => weight.numel() * weight.ElementSize));
            changed.Add(weights.Where((weight, i) => !Trained.Numbers([weight]).SequenceEqual(firsts[i])).Count());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Steps_leave_no_tensor_behind(string kind)
    {
        using var model = new Trained();
        using var optimizer = Trained.Optimizer(kind, model).With(model, update_in_backward: true, NonFiniteGradients.Propagate);
        CountingTensors.AssertNothingStays(() => Trained.Run(model, optimizer, 0, 1));
    }

    [Fact]
    public void Frozen_and_unused_parameters_and_those_beside_call_are_updated_as_ever()
    {
        using Branched ordinary = new(), inside = new();
        inside.load_state_dict(ordinary.state_dict());
        using var steps = torch.optim.AdamW(ordinary, 0.1, fused: true);
        using var updates = torch.optim.AdamW(inside, 0.1, fused: true, update_in_backward: true);
        for (var i = 0; i < 4; i++)
        {
            foreach (var (model, optimizer) in new (Branched, FusedOptimizer)[] { (ordinary, steps), (inside, updates) })
            {
                using var scope = NewDisposeScope();
                using (no_grad()) model.call(ones(2, 3));
                optimizer.zero_grad();
                model.call(ones(2, 3)).square().sum().backward();
                optimizer.step();
            }
        }

        Assert.Equal(Trained.Numbers(ordinary.parameters()), Trained.Numbers(inside.parameters()));
        Assert.Equal(CheckpointTests.Saved(steps), CheckpointTests.Saved(updates));
        Assert.All(inside.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void Tied_parameters_are_refused_by_both_names()
    {
        using var first = Linear(3, 3, hasBias: false);
        using var model = Sequential(("first", first), ("second", Linear(3, 3, hasBias: false)));
        ((Linear)model[1]).weight = first.weight;
        var problem = Assert.Throws<ArgumentException>(() => torch.optim.SGD(model, 0.1, fused: true, update_in_backward: true));
        Assert.Contains("'second.weight' is tied to 'first.weight'", problem.Message);
        Assert.Contains("comes in parts", problem.Message);
    }

    [Fact]
    public void A_parameter_outside_the_model_is_refused()
    {
        using Linear model = Linear(2, 2), other = Linear(2, 2);
        Assert.Contains("is no parameter of the model", Assert.Throws<ArgumentException>(() => torch.optim.SGD(other, 0.1, fused: true).With(model, true, NonFiniteGradients.Propagate)).Message);
        Assert.Throws<ArgumentNullException>(() => torch.optim.SGD(other, 0.1, fused: true).With(null, true, NonFiniteGradients.Propagate));
    }

    [Fact]
    public void A_parameter_that_is_used_twice_is_refused_before_anything_changes()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 3);
        using var optimizer = torch.optim.SGD(model, 0.1, fused: true, update_in_backward: true);
        var before = Trained.Numbers(model.parameters());
        var once = model.call(ones(1, 3));
        Assert.Contains("'weight' is used a second time", Assert.Throws<InvalidOperationException>(() => model.call(once)).Message);
        Assert.Equal(before, Trained.Numbers(model.parameters()));
        // The first forward still has its backward.
        once.sum().backward();
        Assert.NotEqual(before, Trained.Numbers(model.parameters()));
    }

    [Fact]
    public void A_forward_that_is_thrown_away_does_not_count()
    {
        using var model = Linear(3, 3);
        using var optimizer = torch.optim.SGD(model, 0.1, fused: true, update_in_backward: true);
        model.call(ones(1, 3)).Dispose();
        using var scope = NewDisposeScope();
        model.call(ones(1, 3)).sum().backward();
        optimizer.step();
        Assert.All(model.parameters(), parameter => Assert.True(parameter.is_leaf && parameter.grad is null));
    }

    [Fact]
    public void Gradients_over_several_backward_passes_are_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 3);
        using var optimizer = torch.optim.SGD(model, 0.1, fused: true, update_in_backward: true);
        model.call(ones(1, 3)).sum().backward();
        Assert.Contains("cannot be accumulated", Assert.Throws<InvalidOperationException>(() => model.call(ones(1, 3))).Message);
        optimizer.step();

        var loss = model.call(ones(1, 3)).square().sum();
        loss.backward(retain_graph: true);
        var after = Trained.Numbers(model.parameters());
        Assert.ThrowsAny<Exception>(() => loss.backward());
        Assert.Contains("cannot be accumulated", NormGen.Kernels.Autograd.BackwardFailure.Last!.Message);
        Assert.Equal(after, Trained.Numbers(model.parameters()));
        optimizer.step();
        model.call(ones(1, 3)).sum().backward();
    }

    [Fact]
    public void A_second_way_to_a_parameter_is_named()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 3);
        using var optimizer = torch.optim.SGD(model, 0.1, fused: true, update_in_backward: true);
        var beside = model.weight.square().sum();
        (model.call(ones(1, 3)).sum() + beside).backward();
        Assert.Contains("'weight' was updated inside backward, but a part of its gradient came another way", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
    }

    [Fact]
    public void Checks_that_need_all_gradients_are_refused_beside_it()
    {
        using var model = Linear(3, 3);
        foreach (var policy in new[] { NonFiniteGradients.Skip, NonFiniteGradients.Raise })
            Assert.Contains("exclude each other", Assert.Throws<ArgumentException>(() => torch.optim.SGD(model, 0.1, fused: true, update_in_backward: true, non_finite: policy)).Message);
        using var optimizer = torch.optim.SGD(model, 0.1, fused: true, update_in_backward: true);
        Assert.Contains("exclude each other", Assert.Throws<ArgumentException>(() => optimizer.NonFinite = NonFiniteGradients.Skip).Message);
        Assert.Contains("exclude each other", Assert.Throws<ArgumentException>(() => torch.optim.SGD(model, 0.1, fused: true, half: HalfUpdate.Stochastic(), update_in_backward: true)).Message);
        Assert.Contains("create_graph", Failure(() => model.call(ones(1, 3)).square().sum().backward(create_graph: true)));

        static string Failure(Action action)
        {
            using var scope = NewDisposeScope();
            Assert.ThrowsAny<Exception>(action);
            return NormGen.Kernels.Autograd.BackwardFailure.Last!.Message;
        }
    }

    [Fact]
    public void Tools_that_change_gradients_are_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 3);
        using var optimizer = torch.optim.SGD(model, 0.1, fused: true, update_in_backward: true);
        var loss = model.call(ones(1, 3)).sum();
        Assert.Contains("'clip_grad_norm_fused_' changes gradients between backward and step", Assert.Throws<InvalidOperationException>(() => torch.nn.utils.clip_grad_norm_fused_(model.parameters(), 1)).Message);
        loss.backward();
        foreach (var tool in new Action[]
        {
            () => torch.nn.utils.clip_grad_norm_per_layer_(model.parameters(), 1), () => torch.nn.utils.normalize_grad_per_layer_(model.parameters()), () => torch.nn.utils.adaptive_clip_grad_(model.parameters()),
            () => new AdaClip(model.parameters()).step(), () => new AdaGN(model.parameters()).step(),
        })
        {
            Assert.Contains("'weight' is updated inside backward", Assert.Throws<InvalidOperationException>(tool).Message);
        }

        optimizer.Dispose();
        new AdaClip(model.parameters()).step();
        torch.nn.utils.clip_grad_norm_fused_(model.parameters(), 1);
    }

    [Fact]
    public void A_disposed_optimizer_gives_the_parameters_back_and_a_moved_model_is_noticed()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 3);
        var optimizer = torch.optim.SGD(model, 0.1, fused: true, update_in_backward: true);
        var loss = model.call(ones(1, 3)).sum();
        Assert.False(model.weight.is_leaf);
        optimizer.Dispose();
        Assert.True(model.weight.is_leaf && model.weight.requires_grad);
        model.call(ones(1, 3)).sum().backward();
        Assert.NotNull(model.weight.grad);

        using var moved = Linear(3, 3);
        using var again = torch.optim.SGD(moved, 0.1, fused: true, update_in_backward: true);
        moved.to(ScalarType.Float64);
        moved.call(ones(1, 3, float64)).sum().backward();
        Assert.Contains("after the last to()", Assert.Throws<InvalidOperationException>(() => again.step()).Message);
    }

    /// <summary>One parameter frozen, one without use, one read without <c>call</c>, one of no dimension.</summary>
    private sealed class Branched : Module<Tensor, Tensor>
    {
        private readonly Linear used = Linear(3, 3), unused = Linear(3, 3), beside = Linear(3, 3), frozen = Linear(3, 3);
        private readonly Parameter scale = Parameter(tensor(0.5f)), nothing = Parameter(zeros(0));

        public Branched()
            : base(nameof(Branched))
        {
            RegisterComponents();
            foreach (var parameter in frozen.parameters()) parameter.requires_grad = false;
        }

        public override Tensor forward(Tensor x) => frozen.call(used.call(x)) * scale + functional.linear(x, beside.weight, beside.bias) + nothing.sum();
    }
}
