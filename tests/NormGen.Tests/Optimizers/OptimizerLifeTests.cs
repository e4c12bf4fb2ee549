using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>What the optimizers do between construction and disposal.</summary>
public class OptimizerLifeTests
{
    public static TheoryData<string> Kinds => Trained.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_trains(string kind)
    {
        using var model = new Trained();
        using var optimizer = Trained.Optimizer(kind, model, 0.02);
        var first = Trained.Run(model, optimizer, 0, 1);
        Assert.True(Trained.Run(model, optimizer, 1, 40) < first / 2);
        Assert.All(optimizer.state_dict().State.Cast<FusedOptimizerState>(), state => Assert.Equal(41, state.step));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_group_added_later_starts_with_the_optimizers_options_and_its_own_step(string kind)
    {
        Parameter early = new(ones(2, 2)), late = new(ones(2, 2));
        using var optimizer = Trained.Optimizer(kind, [early], lr: 0.25);
        Trained.SetGradients([early, late], 1);
        optimizer.step();
        optimizer.ParamGroups.Single().LearningRate = 0.5;
        Assert.Equal([1.0, 1, 1, 1], Trained.Numbers([late]));
        optimizer.add_param_group(TrainedKinds.All[kind].Group([late], null));
        Assert.Equal([0.5, 0.25], optimizer.ParamGroups.Select(group => group.LearningRate));
        optimizer.step();
        Assert.DoesNotContain(1.0, Trained.Numbers([late]));
        Assert.Equal([2L, 1], optimizer.state_dict().State.Cast<FusedOptimizerState>().Select(state => state.step));
        Assert.Equal([early, late], optimizer.parameters());
        Assert.Throws<ArgumentException>(() => optimizer.add_param_group(TrainedKinds.All[kind].Group([late], null)));
        Assert.Equal(2, optimizer.ParamGroups.Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void To_maximize_is_to_minimize_along_the_other_gradient_in_every_shape(string kind)
    {
        using var scope = NewDisposeScope();
        long[][] shapes = [[4, 3], [3, 4], [5], [2, 3, 2], [], [0], [0, 3]];
        Parameter[] up = [.. shapes.Select((shape, i) => new Parameter(Data(shape, i)))], down = [.. up.Select(parameter => new Parameter(parameter.detach().clone()))];
        var before = Trained.Numbers(up);
        using FusedOptimizer ascends = Over(up, maximize: true), descends = Over(down, maximize: false);
        for (var step = 1; step < 4; step++)
        {
            for (var i = 0; i < shapes.Length; i++) (up[i].grad, down[i].grad) = (Data(shapes[i], 7 * step + i), -Data(shapes[i], 7 * step + i));
            ascends.step();
            descends.step();
        }

        Assert.All(Trained.Numbers(down).Zip(Trained.Numbers(up)), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        Assert.All(before.Zip(Trained.Numbers(up)), pair => Assert.NotEqual(pair.First, pair.Second));

        FusedOptimizer Over(Parameter[] parameters, bool maximize)
        {
            var optimizer = Trained.Optimizer(kind, [new Parameter(zeros(0, ScalarType.Float64))], 0.05);
            var group = TrainedKinds.All[kind].Group(parameters, null);
            ((FusedOptimizerOptions)group.Options).maximize = maximize;
            optimizer.add_param_group(group);
            return optimizer;
        }

        static Tensor Data(long[] shape, int seed) => (arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64) * 1.7 + seed).sin().add(0.1).view(shape);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradients_are_zeroed_and_absent_ones_stay_absent(string kind)
    {
        Parameter[] p = [new(ones(2)), new(ones(2))];
        using var optimizer = Trained.Optimizer(kind, p);
        Trained.SetGradients(p[..1], 1);
        optimizer.zero_grad();
        Assert.Equal([0.0, 0], Trained.Numbers([p[0].grad!]));
        Assert.Null(p[1].grad);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_closure_runs_with_gradients_on_and_its_loss_comes_back(string kind)
    {
        using var scope = NewDisposeScope();
        Parameter p = new(ones(3));
        using var optimizer = Trained.Optimizer(kind, [p]);
        using var noGradients = no_grad();
        var loss = optimizer.step(() =>
        {
            optimizer.zero_grad();
            var value = (p * p).sum();
            value.backward();
            return value;
        });
        Assert.Equal(3, loss.item<float>());
        Assert.All(Trained.Numbers([p]), number => Assert.True(number < 1));
        Assert.Null(optimizer.step());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void State_outlives_the_scopes_it_was_made_moved_and_loaded_in(string kind)
    {
        using var model = new Trained();
        using var optimizer = Trained.Optimizer(kind, model);
        foreach (var action in new Action[] { () => optimizer.step(), () => optimizer.to(CPU), () => CheckpointTests.Load(optimizer, CheckpointTests.Saved(optimizer)) })
        {
            Trained.SetGradients(model.parameters(), 1);
            using (NewDisposeScope()) action();
            optimizer.step();
        }

        Assert.All(Trained.Numbers(model.parameters()), number => Assert.True(double.IsFinite(number)));
    }
}
