using LaboratorySample.Runs;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OptimizerLabSample.Problems;

/// <summary>How much the weights before batch norms grow in training: 1500 noisy points of ten classes, batches of 100, a constant rate.</summary>
internal static class NormGrowthRun
{
    private const int Points = 1500, Batch = 100, Steps = 450;

    /// <summary>One run; measured is the norm of each weight at the end over that at the beginning.</summary>
    /// <param name="job">Which.</param>
    /// <param name="create">Makes the optimizer.</param>
    public static Outcome Run(Job job, Func<BatchNormedNetwork, OptimizerHelper> create)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var points = randomness.Normal([Points, BatchNormedNetwork.Features]);
        var labels = (points.mm(randomness.Normal([BatchNormedNetwork.Features, BatchNormedNetwork.Classes])) + randomness.Normal([Points, BatchNormedNetwork.Classes])).argmax(1);
        using var model = randomness.Drawn(new BatchNormedNetwork());
        var before = Norms();
        using var optimizer = create(model);
        return Training.Run(job, optimizer, job.StepsOr(Steps), _ =>
        {
            var batch = randomness.Some(Batch, Points);
            return functional.cross_entropy(model.call(points[batch]), labels[batch]);
        }, () => [.. Norms().Select((norm, index) => ($"growth of weight {index + 1}", norm / before[index]))]);

        double[] Norms() => [.. model.Invariant.Select(weight => (double)weight.detach().norm().item<float>())];
    }

    /// <summary>One vector of norm 1 whose gradients are noise at right angles to it, with momentum: measured is by how much the square of its norm grew over the sum of squares of its steps.</summary>
    /// <param name="job">Which.</param>
    /// <param name="create">Makes the optimizer over a matrix of one row.</param>
    public static Outcome Alone(Job job, Func<Parameter, OptimizerHelper> create)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var start = randomness.Normal([1, 50], float64);
        Parameter weight = new(start / start.norm());
        using var optimizer = create(weight);
        var (last, moved) = (weight.detach().clone(), 0.0);
        return Training.Run(job, optimizer, 10 * job.StepsOr(Steps), _ =>
        {
            moved += (weight.detach() - last).square().sum().item<double>();
            last.copy_(weight.detach());
            var noise = randomness.Normal([1, 50], float64);
            var tangent = noise - (noise * last).sum() / last.square().sum() * last;
            return (weight * tangent).sum();
        }, () =>
        {
            moved += (weight.detach() - last).square().sum().item<double>();
            return [("growth over steps", (weight.detach().square().sum().item<double>() - 1) / moved)];
        });
    }
}
