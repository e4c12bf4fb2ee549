using NormGen.Objectives;
using NormGen.Tests.Optimizers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Objectives;

/// <summary>Trainers of linear classifiers with large steps: the paper's tables, several classes, stopping and going on, bad input.</summary>
public class SeparationTests
{
    [Theory]
    [InlineData(1000, 100, 2, 308)]
    [InlineData(1000, 10, 2, 729)]
    [InlineData(1000, 1, 16, 7313)]
    [InlineData(1000, 0.1, 157, null)]
    [InlineData(500, 100, 2, 154)]
    [InlineData(500, 1, 15, null)]
    [InlineData(500, 0.1, 143, null)]
    [InlineData(100, 100, 2, 31)]
    [InlineData(100, 10, 2, null)]
    [InlineData(100, 1, 11, null)]
    [InlineData(100, 0.1, 110, null)]
    public void The_normalized_form_separates_the_worst_case_in_as_many_steps_as_the_paper_says(int samples, double gamma, int normalized, int? plain)
    {
        using var scope = NewDisposeScope();
        var (a, y) = WorstCase(samples);
        using var trainer = new LogisticRegressionGD(gamma);
        Assert.Equal((true, (long)normalized), (trainer.Fit(a, y) is var result ? result.IsSeparated : default, result.Iterations));
        if (plain is null) return;
        using var other = new LogisticRegressionGD(gamma, normalized: false);
        Assert.Equal((long)plain, other.Fit(a, y).Iterations);
    }

    [Fact]
    public void The_loss_may_rise_before_the_samples_are_separated()
    {
        using var scope = NewDisposeScope();
        var (a, y) = (tensor(new[,] { { 1.0, -1 }, { -1, -4 } }), tensor(new[] { 1.0, -1 }));
        Assert.Equal([0.693, 0.620, 0.570], Losses(0.1, 7)[..3]);
        Assert.Equal([0.693, 12.5, 0.0], Losses(100, 2));

        double[] Losses(double gamma, int updates)
        {
            using var trainer = new LogisticRegressionGD(gamma, normalized: false);
            var losses = new List<double>();
            for (var i = 0; i <= updates; i++)
            {
                using var theta = trainer.Theta ?? zeros(2, float64);
                losses.Add(Math.Round(trainer.Evaluate(a, y, theta).Loss.item<double>(), losses.Count == 1 && gamma == 100 ? 1 : 3));
                if (i < updates) trainer.Step(a, y);
            }

            using var counted = new LogisticRegressionGD(gamma, normalized: false);
            Assert.Equal(updates, counted.Fit(a, y).Iterations);
            return [.. losses];
        }
    }

    [Fact]
    public void Two_classes_are_the_binary_case_and_several_are_separated_at_margins_of_a_million()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var samples = randn(20, 4, float64);
        var labels = samples.mv(tensor(new[] { 1.0, -2, 0.5, 1 })).gt(0).to(int64);
        // Two classes move apart by two steps at a time: half of gamma gives the same margins.
        using var binary = new LogisticRegressionGD(1);
        using var two = new SoftmaxRegressionGD(0.5);
        for (var i = 0; i < 5; i++)
        {
            binary.Step(samples, labels * 2 - 1);
            two.Step(samples, labels);
        }

        Assert.True((two.Theta![1] - two.Theta[0] - binary.Theta!).abs().max().item<double>() < 1e-12);

        var centers = tensor(new[,] { { 3.0, 0 }, { -2, 3 }, { -2, -3 } });
        var classes = arange(30, int64).remainder(3);
        var points = centers[classes] + randn(30, 2, float64) * 0.2;
        foreach (var type in new[] { float64, float32 })
        {
            foreach (var gamma in new[] { 0.1, 1, 1e6 })
            {
                using var trainer = new SoftmaxRegressionGD(gamma, classes: 3);
                var result = trainer.Fit(points.to(type), classes);
                Assert.True(result.IsSeparated && result.SmallestMargin > 0 && double.IsFinite(result.SmallestMargin));
                Assert.True(gamma < 1e6 || points.to(type).mm(trainer.Theta!.t()).abs().max().to(float64).item<double>() > 1e6);
                for (var i = 0; i < 5; i++) trainer.Step(points.to(type), classes);
                Assert.All(Trained.Numbers([trainer.Theta!]), number => Assert.True(double.IsFinite(number)));
            }
        }
    }

    [Fact]
    public void It_can_be_cancelled_and_saved_and_goes_on_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var (a, y) = WorstCase(1000);
        using var whole = new LogisticRegressionGD(0.1);
        whole.Fit(a, y);
        using var stop = new CancellationTokenSource();
        using var stopped = new LogisticRegressionGD(0.1);
        var seen = new List<SeparationProgress>();
        Assert.Throws<OperationCanceledException>(() => stopped.Fit(a, y, progress: new Watching(progress =>
        {
            seen.Add(progress);
            if (progress.Iterations == 50) stop.Cancel();
        }), cancellation: stop.Token));
        Assert.Equal(Enumerable.Range(0, 51).Select(i => (long)i), seen.Select(progress => progress.Iterations));
        Assert.Equal(1000, seen[0].Misclassified);

        using var resumed = new LogisticRegressionGD(0.1);
        resumed.load_state_dict(stopped.state_dict());
        Assert.Equal(157, resumed.Fit(a, y).Iterations);
        Assert.Equal(157, stopped.Fit(a, y).Iterations);
        Assert.Equal(Trained.Numbers([whole.Theta!]), Trained.Numbers([resumed.Theta!]));
        Assert.Equal(Trained.Numbers([whole.Theta!]), Trained.Numbers([stopped.Theta!]));
    }

    [Fact]
    public void Bad_input_is_named_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var (a, y) = WorstCase(4);
        foreach (var gamma in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Equal("gamma", Assert.Throws<ArgumentOutOfRangeException>(() => new LogisticRegressionGD(gamma)).ParamName);
            Assert.Equal("gamma", Assert.Throws<ArgumentOutOfRangeException>(() => new SoftmaxRegressionGD(gamma)).ParamName);
        }

        Assert.Equal("max_iterations", Assert.Throws<ArgumentOutOfRangeException>(() => new Perceptron(-1)).ParamName);
        Assert.Equal("classes", Assert.Throws<ArgumentOutOfRangeException>(() => new SoftmaxRegressionGD(classes: 1)).ParamName);
        using var trainer = new LogisticRegressionGD();
        Assert.Throws<InvalidOperationException>(() => trainer.state_dict());
        Assert.Equal("samples", Refused(() => trainer.Fit(a[0], y)));
        Assert.Equal("samples", Refused(() => trainer.Fit(a.to(int64), y)));
        Assert.Equal("samples", Refused(() => trainer.Fit(zeros(0, 2), zeros(0))));
        Assert.Equal("samples", Refused(() => trainer.Fit(a / 0, y)));
        Assert.Equal("labels", Refused(() => trainer.Fit(a, y[..2])));
        Assert.Equal("labels", Refused(() => trainer.Fit(a, zeros_like(y))));
        Assert.Equal("start", Refused(() => trainer.Fit(a, y, zeros(3, float64))));
        Assert.Null(trainer.Theta);
        trainer.Step(a, y);
        Assert.Equal("samples", Refused(() => trainer.Fit(a.to(float32), y)));
        Assert.Equal("source", Refused(() => trainer.load_state_dict(new Dictionary<string, Tensor>())));
        Assert.Equal("source", Refused(() => trainer.load_state_dict(new Dictionary<string, Tensor> { ["theta"] = zeros(2, 2), ["iterations"] = tensor(1L) })));
        Assert.Equal("source", Refused(() => trainer.load_state_dict(new Dictionary<string, Tensor> { ["theta"] = zeros(2), ["iterations"] = tensor(-1L) })));
        Assert.Equal(1, trainer.Iterations);
        using var classes = new SoftmaxRegressionGD(classes: 3);
        Assert.Equal("labels", Refused(() => classes.Fit(a, y)));
        Assert.Equal("labels", Refused(() => classes.Fit(a, full(4, 3, int64))));
        using var huge = new LogisticRegressionGD(1e300, normalized: false);
        Assert.Contains("grown beyond", Assert.Throws<InvalidOperationException>(() => huge.Fit(tensor(new[,] { { 1e20 }, { 1e20 } }), tensor(new[] { 1.0, -1 }), tensor(new[] { 1e300 }))).Message);
    }

    internal static (Tensor Samples, Tensor Labels) WorstCase(int count)
    {
        var (samples, labels) = (tensor(new[,] { { -0.5, -1.0 } }).repeat(count, 1), ones(count, float64).neg());
        samples[0, 0] = tensor(0.5, float64);
        labels[0] = tensor(1.0, float64);
        return (samples, labels);
    }

    private static string? Refused(Action action) => Assert.ThrowsAny<ArgumentException>(action).ParamName;

    private sealed class Watching(Action<SeparationProgress> see) : IProgress<SeparationProgress>
    {
        public void Report(SeparationProgress value) => see(value);
    }
}
