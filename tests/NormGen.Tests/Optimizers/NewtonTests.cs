using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>The gradient-normalized Newton method beyond its golden data: solvers against each other, the convergence that its authors claim, stopping and going on.</summary>
public class NewtonTests
{
    [Fact]
    public void Approximations_follow_the_exact_Hessian_far_ahead_of_gradients()
    {
        using var scope = NewDisposeScope();
        var (matrix, offset, optimum) = LogSumExp(100);
        int Steps(Curvature curvature, Tensor? metric) => Minimize(matrix, offset, curvature, metric, optimum).Steps;
        var metric = matrix.t().mm(matrix) + eye(100, dtype: float64) * 1e-3;
        var (exact, approximate) = (Steps(Curvature.Exact, null), Steps(Curvature.GaussNewton, null));
        Assert.InRange(exact, 5, approximate);
        Assert.InRange(approximate, exact, 40);
        Assert.Equal(NewtonStatus.StepsExceeded, Minimize(matrix, offset, Curvature.Zero, null, optimum, 5 * approximate).Status);
        Assert.InRange(Steps(Curvature.Exact, metric), 5, Steps(Curvature.GaussNewton, metric));
    }

    [Fact]
    public void A_term_of_rank_one_is_enough_for_powers_of_linear_equations()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (matrix, right) = (rand(30, 60, float64) * 2 - 1, rand(30, float64) * 2 - 1);
        var metric = matrix.t().mm(matrix) + eye(60, dtype: float64) * 1e-3;
        int Steps(Curvature curvature, Tensor? metric)
        {
            Parameter x = new(ones(60, float64));
            Tensor Outputs() => matrix.mv(x) - right;
            var loss = new PowerLoss(4);
            var isOfOutputs = curvature == Curvature.RankOneFisher;
            using var optimizer = torch.optim.GradNormSmoothNewton([x], curvature, isOfOutputs ? loss : null, metric: metric);
            return optimizer.Minimize(isOfOutputs ? Outputs : () => loss.Value(Outputs()), 500, optimum: 0, tolerance: 1e-8).Steps;
        }

        var fisher = Steps(Curvature.RankOneFisher, metric);
        Assert.InRange(fisher, 5, 40);
        Assert.InRange(Steps(Curvature.Exact, metric), 5, 40);
        Assert.InRange(Steps(Curvature.Zero, null), fisher + 1, 499);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_solvers_give_the_same_step(bool hasMetric)
    {
        var results = new[] { NewtonSolver.Cholesky, NewtonSolver.Woodbury, NewtonSolver.ConjugateGradient, NewtonSolver.Auto }.Select(solver => Step(solver, hasMetric)).ToArray();
        foreach (var other in results[1..])
            Assert.All(results[0].Zip(other), pair => Assert.Equal(pair.First, pair.Second, 1e-9));

        static double[] Step(NewtonSolver solver, bool hasMetric)
        {
            using var scope = NewDisposeScope();
            manual_seed(5);
            using var model = nn.Sequential(("first", nn.Linear(3, 4)), ("act", nn.Tanh()), ("second", nn.Linear(4, 2)));
            model.to(float64);
            var (x, labels) = (randn(6, 3, float64), tensor(new long[] { 0, 1, 1, 0, 1, 0 }));
            var size = model.parameters().Sum(parameter => parameter.numel());
            var root = randn(size, size, float64) * 0.1;
            using var optimizer = torch.optim.GradNormSmoothNewton(model, Curvature.GaussNewton, new CrossEntropyOutputLoss(labels), metric: hasMetric ? root.mm(root.t()) + eye(size, dtype: float64) : null, gamma0: 1000, solver: solver, cg_tolerance: 1e-14);
            var trials = 0;
            for (var i = 0; i < 3; i++)
            {
                optimizer.step(() => ((nn.Module<Tensor, Tensor>)model).call(x)).Dispose();
                trials += optimizer.LastStep!.Trials;
            }

            // Some are rejected, and the system is solved again where the parameters have moved meanwhile.
            Assert.True(trials > 3);
            Assert.True(optimizer.LastStep!.Loss < optimizer.LastStep.StartLoss);
            return Trained.Numbers(model.parameters());
        }
    }

    [Fact]
    public void Products_with_the_second_derivatives_of_a_loss_are_those_of_autograd()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        foreach (var (loss, shape) in new (OutputLoss, long[])[]
        {
            (new LogSumExpLoss(0.7), [5]), (new PowerLoss(2), [4]), (new PowerLoss(5), [2, 3]), (new SquaredErrorLoss(randn(3, 2, float64)), [3, 2]),
            (new CrossEntropyOutputLoss(tensor(new long[] { 2, 0, 1 })), [3, 4]), (new LogisticOutputLoss(tensor(new[] { 1.0, -1, 1 })), [3]),
        })
        {
            var (u, v) = (randn(shape, float64).requires_grad_(), randn([2, .. shape], float64));
            var gradient = autograd.grad([loss.Value(u)], [u], retain_graph: true, create_graph: true)[0];
            for (var i = 0; i < 2; i++)
            {
                var wanted = autograd.grad([(gradient * v[i]).sum()], [u], retain_graph: true)[0];
                Assert.True((loss.Curve(u.detach(), v)[i] - wanted).abs().max().item<double>() < 1e-12, loss.GetType().Name);
            }
        }
    }

    [Fact]
    public void A_failing_decomposition_is_a_rejected_trial()
    {
        using var scope = NewDisposeScope();
        // A saddle's side: the Hessian is diag(-2, 2), and small radii make lambda outweigh it.
        Parameter x = new(tensor(new[] { 0.5, 1.0 }));
        using var optimizer = torch.optim.GradNormSmoothNewton([x], gamma0: 64);
        optimizer.step(() => x[1].square() - x[0].square() + x[0].pow(4)).Dispose();
        Assert.True(optimizer.LastStep!.Trials > 1);
        Assert.True(optimizer.LastStep.IsAccepted);
        Assert.True(optimizer.LastStep.Loss < optimizer.LastStep.StartLoss);
        Assert.All(Trained.Numbers([x]), number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void Where_no_trial_passes_the_last_one_is_taken_and_one_that_is_not_finite_never()
    {
        using var scope = NewDisposeScope();
        Parameter x = new(tensor(new[] { 1.0 }));
        using var optimizer = torch.optim.GradNormSmoothNewton([x], Curvature.Zero, max_trials: 3);
        // The gradient points up a wall that is nowhere to be seen in the value.
        optimizer.step(() => x.sum() - 2 * (x.sum() - x.detach().sum()) + 0 * x.sum()).Dispose();
        Assert.False(optimizer.LastStep!.IsAccepted);
        Assert.Equal((3, 1.0 / 8), (optimizer.LastStep.Trials, optimizer.Gamma));
        Assert.Equal(1.25, x.item<double>(), 1e-7);

        Parameter y = new(tensor(new[] { 1.0 }));
        using var walled = torch.optim.GradNormSmoothNewton([y], Curvature.Zero, max_trials: 3);
        walled.step(() => y.item<double>() == 1 ? y.sum() : y.sum() / 0).Dispose();
        Assert.Equal(1.0, y.item<double>());
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Stopped_saved_and_gone_on_equals_never_having_stopped(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Parameter whole = Start(type), resumed = Start(type);
        using var all = torch.optim.GradNormSmoothNewton([whole], Curvature.GaussNewton, new PowerLoss(4));
        using var first = torch.optim.GradNormSmoothNewton([resumed], Curvature.GaussNewton, new PowerLoss(4));
        Run(all, whole, 9);
        Run(first, resumed, 4);
        using var second = torch.optim.GradNormSmoothNewton([resumed], Curvature.GaussNewton, new PowerLoss(4), gamma0: 7);
        CheckpointTests.Load(second, CheckpointTests.Saved(first));
        Run(second, resumed, 5);
        Assert.Equal(Trained.Numbers([whole]), Trained.Numbers([resumed]));
        Assert.Equal(CheckpointTests.Saved(all), CheckpointTests.Saved(second));
        Assert.NotEqual(1, all.Gamma);
        Assert.Throws<InvalidDataException>(() => CheckpointTests.Load(second, CheckpointTests.Saved(first)[..^1]));

        static Parameter Start(ScalarType type) => new(tensor(new[] { -1.0, 1, 1, 1, 1 }, type));
        static void Run(GradNormSmoothNewton optimizer, Parameter x, int steps)
        {
            for (var i = 0; i < steps; i++) optimizer.step(() => cat([((1 - x[0]) / 2).unsqueeze(0), x[1..] - (x[..^1].square() * 2 - 1)])).Dispose();
        }
    }

    [Fact]
    public void Minimize_reports_every_step_stops_by_each_rule_and_can_be_cancelled()
    {
        using var scope = NewDisposeScope();
        var (matrix, offset, optimum) = LogSumExp(12);
        var seen = new List<NewtonStep>();
        Assert.Equal(NewtonStatus.LossTolerance, Minimize(matrix, offset, Curvature.Exact, null, optimum, progress: new Collecting(seen.Add)).Status);
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(number => (long)number), seen.Select(step => step.Number));

        Parameter x = new(ones(12, float64));
        using var optimizer = torch.optim.GradNormSmoothNewton([x]);
        Tensor Loss() => (matrix.mv(x) - offset).logsumexp(0);
        Assert.Equal((NewtonStatus.StepsExceeded, 2), (optimizer.Minimize(Loss, 2) is var result ? result.Status : default, result.Steps));
        var before = Trained.Numbers([x]);
        using var stop = new CancellationTokenSource();
        var calls = 0;
        Assert.Throws<OperationCanceledException>(() => optimizer.Minimize(() =>
        {
            if (++calls == 3) stop.Cancel();
            return Loss();
        }, progress: null, cancellation: stop.Token));
        Assert.NotEqual(0, calls);
        Assert.All(Trained.Numbers([x]), number => Assert.True(double.IsFinite(number)));
        Assert.Equal(NewtonStatus.GradientTolerance, optimizer.Minimize(Loss, gradient_tolerance: 1e-6).Status);
        Assert.True(optimizer.LastStep!.GradientNorm < 1e-6);
        Assert.NotEqual(before, Trained.Numbers([x]));
        Assert.Equal(0, optimizer.Minimize(Loss, gradient_tolerance: 1e-6).Steps);
    }

    [Fact]
    public void Parameters_of_any_number_of_dimensions_empty_ones_too_are_one_vector()
    {
        Parameter scalar = new(tensor(3.0)), none = new(zeros([0, 2], float64)), matrix = new(full([2, 3], -1.0, float64));
        using var optimizer = torch.optim.GradNormSmoothNewton([scalar, none, matrix]);
        optimizer.Minimize(() => (scalar - 1).square() + none.square().sum() + (matrix - 2).square().sum(), gradient_tolerance: 1e-9);
        Assert.Equal([1.0, 2, 2, 2, 2, 2, 2], Trained.Numbers([scalar, none, matrix]).Select(number => Math.Round(number, 8)));
    }

    [Fact]
    public void Frozen_and_unused_parameters_stay_and_a_stationary_point_is_kept()
    {
        using var scope = NewDisposeScope();
        Parameter used = new(ones(2)), frozen = new(ones(2), requires_grad: false), unused = new(ones(2));
        using var optimizer = torch.optim.GradNormSmoothNewton([used, frozen, unused]);
        optimizer.step(() => (used * frozen).square().sum()).Dispose();
        Assert.Equal([1.0, 1, 1, 1], Trained.Numbers([frozen, unused]));
        Assert.DoesNotContain(1.0, Trained.Numbers([used]));
        Assert.All(new[] { used, frozen, unused }, parameter => Assert.Null(parameter.grad));

        Parameter still = new(zeros(2));
        using var there = torch.optim.GradNormSmoothNewton([still]);
        there.step(() => still.square().sum()).Dispose();
        Assert.Equal([0.0, 0], Trained.Numbers([still]));
    }

    private static NewtonResult Minimize(Tensor matrix, Tensor offset, Curvature curvature, Tensor? metric, double optimum, int most = 200, IProgress<NewtonStep>? progress = null)
    {
        Parameter x = new(ones(matrix.size(1), float64));
        var loss = new LogSumExpLoss(majorant: true);
        var isOfOutputs = curvature == Curvature.GaussNewton;
        Tensor Outputs() => matrix.mv(x) - offset;
        using var optimizer = torch.optim.GradNormSmoothNewton([x], curvature, isOfOutputs ? loss : null, metric: metric);
        return optimizer.Minimize(isOfOutputs ? Outputs : () => loss.Value(Outputs()), most, optimum: optimum, tolerance: 1e-6, progress: progress);
    }

    /// <summary>The function of the authors' experiments: entries uniform in (-1, 1), shifted so that the gradient at zero is zero.</summary>
    private static (Tensor Matrix, Tensor Offset, double Optimum) LogSumExp(int size)
    {
        manual_seed(11);
        var (matrix, offset) = (rand(size, size, float64) * 2 - 1, rand(size, float64) * 2 - 1);
        matrix -= (offset.neg().softmax(0).unsqueeze(1) * matrix).sum([0L], keepdim: true);
        return (matrix, offset, offset.neg().logsumexp(0).item<double>());
    }

    private sealed class Collecting(Action<NewtonStep> see) : IProgress<NewtonStep>
    {
        public void Report(NewtonStep value) => see(value);
    }
}
