using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

#pragma warning disable NG3014 // Models move after their optimizers were built: that this is noticed is what is tested.

namespace NormGen.Tests.Optimizers;

/// <summary>What the gradient-normalized Newton method refuses: by name, with nothing changed.</summary>
[Collection(CountingTensors.Name)]
public class NewtonRefusalTests
{
    private static readonly PowerLoss Loss = new();

    public static TheoryData<string, double> Numbers => new()
    {
        { "gamma0", 0 }, { "gamma0", double.NaN }, { "gamma0", -1 }, { "eps", -1 }, { "eps", double.NaN }, { "gamma_min", 0 }, { "gamma_min", double.PositiveInfinity }, { "max_trials", 0 }, { "cg_tolerance", -1 }, { "cg_iterations", 0 },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Numbers_out_of_range_are_named(string name, double value)
    {
        double Or(string other, double normal) => name == other ? value : normal;
        var problem = Assert.Throws<ArgumentOutOfRangeException>(() => torch.optim.GradNormSmoothNewton(
            [Any], gamma0: Or("gamma0", 1), eps: Or("eps", 1e-8), gamma_min: Or("gamma_min", 1e-9), max_trials: (int)Or("max_trials", 40), cg_tolerance: Or("cg_tolerance", 1e-10), cg_iterations: (int)Or("cg_iterations", 10)));
        Assert.Equal(name, problem.ParamName);
        Assert.Contains($"{name} is", problem.Message);
    }

    [Fact]
    public void Arguments_that_do_not_fit_each_other_are_named()
    {
        Assert.Equal("loss", Refused(() => torch.optim.GradNormSmoothNewton([Any], Curvature.GaussNewton)));
        Assert.Equal("hessian", Refused(() => torch.optim.GradNormSmoothNewton([Any], Curvature.Custom)));
        Assert.Equal("hessian", Refused(() => torch.optim.GradNormSmoothNewton([Any], Curvature.Exact, hessian: () => eye(2))));
        Assert.Equal("solver", Refused(() => torch.optim.GradNormSmoothNewton([Any], Curvature.RankOneFisher, Loss, solver: NewtonSolver.Woodbury)));
        Assert.Equal("curvature", Refused(() => torch.optim.GradNormSmoothNewton([Any], (Curvature)9)));
        Assert.Equal("solver", Refused(() => torch.optim.GradNormSmoothNewton([Any], solver: (NewtonSolver)9)));
        Assert.Equal("curvature", Refused(() => torch.optim.GradNormSmoothNewton([new Parameter(zeros(1 << 15))])));
        Assert.Equal("metric", Refused(() => torch.optim.GradNormSmoothNewton([Any], metric: eye(3))));
        Assert.Equal("metric", Refused(() => torch.optim.GradNormSmoothNewton([Any], metric: tensor(new[,] { { 1.0, 2 }, { 0, 1 } }))));
        Assert.Equal("metric", Refused(() => torch.optim.GradNormSmoothNewton([Any], metric: tensor(new[,] { { 1.0, 2 }, { 2, 1 } }))));
        Assert.Equal("power", Refused(() => new PowerLoss(1.5)));
        Assert.Equal("mu", Refused(() => new LogSumExpLoss(0)));
    }

    [Fact]
    public void A_closure_that_gives_nothing_to_minimize_is_refused_and_the_parameters_stay()
    {
        Parameter x = Any;
        using var optimizer = torch.optim.GradNormSmoothNewton([x]);
        Assert.Throws<ArgumentNullException>(() => optimizer.step());
        Assert.Contains("returned null", Problem(() => null!));
        Assert.Contains("must be one number", Problem(() => x * 2));
        Assert.Contains("does not depend on the parameters", Problem(() => x.detach().sum()));
        Assert.Contains("called backward()", Problem(() =>
        {
            var loss = x.square().sum();
            loss.backward();
            return loss;
        }));
        Assert.Contains("The loss is NaN", Problem(() => (x.square().sum() - 2).sqrt() * double.NaN));
        Assert.Contains("must be finite", Problem(() => (x - 1).abs().sqrt().sum()));
        Assert.Equal("mine", Assert.Throws<ArithmeticException>(() => optimizer.step(() => throw new ArithmeticException("mine"))).Message);
        Assert.Equal([1.0, 1], Trained.Numbers([x]));
        Assert.Equal(1, optimizer.Gamma);
        Assert.Null(optimizer.LastStep);

        string Problem(Func<Tensor> closure) => Assert.Throws<InvalidOperationException>(() => optimizer.step(closure)).Message;
    }

    [Fact]
    public void An_exception_at_a_trial_brings_the_parameters_back()
    {
        Parameter x = Any;
        using var optimizer = torch.optim.GradNormSmoothNewton([x]);
        var calls = 0;
        Assert.Throws<ArithmeticException>(() => optimizer.step(() => ++calls == 1 ? x.square().sum() : throw new ArithmeticException()));
        Assert.Equal([1.0, 1], Trained.Numbers([x]));
        Assert.Equal(1, optimizer.Gamma);
    }

    [Fact]
    public void A_custom_matrix_of_another_shape_a_loss_without_a_term_and_a_scheduler_are_refused()
    {
        Parameter x = Any;
        using var custom = torch.optim.GradNormSmoothNewton([x], Curvature.Custom, hessian: () => eye(3));
        Assert.Contains("need [2, 2]", Assert.Throws<InvalidOperationException>(() => custom.step(() => x.square().sum())).Message);
        using var fisher = torch.optim.GradNormSmoothNewton([x], Curvature.RankOneFisher, new SquaredErrorLoss(zeros(2)));
        Assert.Contains("no term of rank one", Assert.Throws<InvalidOperationException>(() => fisher.step(() => x * 1)).Message);
        using var scheduled = torch.optim.GradNormSmoothNewton([x]);
        optim.lr_scheduler.ExponentialLR(scheduled, 0.5).step();
        Assert.Contains("schedulers of the learning rate do not fit", Assert.Throws<ArgumentOutOfRangeException>(() => scheduled.step(() => x.square().sum())).Message);
        Assert.Throws<NotSupportedException>(() => custom.add_param_group((ParamGroup)scheduled.ParamGroups.Single()));
        Assert.Equal([1.0, 1], Trained.Numbers([x]));
    }

    [Fact]
    public void A_moved_model_and_a_state_of_another_optimizer_are_refused()
    {
        using var model = nn.Sequential(("first", nn.Linear(2, 2)));
        using var optimizer = torch.optim.GradNormSmoothNewton(model);
        using var other = torch.optim.Lion(model);
        Assert.ThrowsAny<Exception>(() => CheckpointTests.Load(optimizer, CheckpointTests.Saved(other)));
        Assert.Throws<InvalidDataException>(() => optimizer.load_state_dict(other.state_dict()));
        model.to(ScalarType.Float64);
        Assert.Contains("'first.", Assert.Throws<InvalidOperationException>(() => optimizer.step(() => ((nn.Module<Tensor, Tensor>)model).call(ones(1, 2, float64)).sum())).Message);
    }

    [Fact]
    public void It_cannot_update_inside_backward()
    {
        using var model = nn.Linear(2, 2);
        Assert.Contains("one vector", Assert.Throws<ArgumentException>(() => torch.optim.GradNormSmoothNewton(model).With(model, update_in_backward: true, NonFiniteGradients.Propagate)).Message);
    }

    [Theory]
    [InlineData(Curvature.Exact, NewtonSolver.Auto)]
    [InlineData(Curvature.GaussNewton, NewtonSolver.Woodbury)]
    [InlineData(Curvature.GaussNewton, NewtonSolver.ConjugateGradient)]
    [InlineData(Curvature.RankOneFisher, NewtonSolver.Auto)]
    public void Steps_leave_no_tensor_behind(Curvature curvature, NewtonSolver solver)
    {
        Parameter x = new(ones(3) * 5);
        var isOfOutputs = curvature != Curvature.Exact;
        using var optimizer = torch.optim.GradNormSmoothNewton([x], curvature, isOfOutputs ? new PowerLoss(4) : null, solver: solver);
        CountingTensors.AssertNothingStays(() =>
        {
            using var scope = NewDisposeScope();
            optimizer.step(() => isOfOutputs ? x.square() : x.square().square().sum());
        });
    }

    private static Parameter Any => new(ones(2));

    private static string? Refused(Action action) => Assert.ThrowsAny<ArgumentException>(action).ParamName;
}
