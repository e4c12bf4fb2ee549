using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>AdaB2N: running statistics over tasks that follow one another.</summary>
internal sealed class RunningStatisticsExperiment() : Experiment(
    "22-adab2n", "Five tasks one after the other, 40 batches each of ten new samples and two of tasks before: how far the running mean is from the mean of all tasks.", seeds: 10, new("batch", "root mean square error of the running mean"))
{
    private const string BatchNorm = "batch norm";
    private const int Tasks = 5, Channels = 16, Batches = 40, New = 10, Replayed = 2, Side = 4;
    private static readonly double[] Kappas = [1, 0.7, 0.4, 0.2, 0.1, 0];

    public override IReadOnlyList<Method> Methods { get; } =
    [
        new(BatchNorm, job =>
        {
            using var norm = torch.nn.FusedBatchNorm2d(Channels);
            return Run(job, (x, _) => norm.call(x), () => { }, () => norm.running_mean!);
        }),
        .. Kappas.Select(kappa => new Method(Named(kappa), job =>
        {
            using var norm = torch.nn.AdaB2N2d(Channels, Tasks, kappa);
            return Run(job, (x, tasks) =>
            {
                norm.SetTaskCounts(tasks);
                return norm.call(x);
            }, norm.EndTask, () => norm.running_mean);
        })),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } = [Ordering.Below([.. Kappas[..^1].Reverse().Select(Named), BatchNorm])];

    private static string Named(double kappa) => FormattableString.Invariant($"AdaB2N, kappa {kappa}");

    private static Outcome Run(Job job, Func<Tensor, Tensor, Tensor> norm, Action endTask, Func<Tensor> running)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var (means, deviations, errors) = (randomness.Normal([Tasks, Channels, 1, 1]) * 2, (randomness.Normal([Tasks, Channels, 1, 1]) * 0.5).exp(), new List<double>(Tasks * Batches));
        var balanced = means.mean([0L]).flatten();
        for (var task = 0; task < Tasks; task++)
        {
            for (var batch = 0; batch < Batches; batch++)
            {
                job.Stop.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                var current = full(New, task, ScalarType.Int64);
                var tasks = task == 0 ? current : cat([current, randomness.Whole(task, Replayed)]);
                var samples = randomness.Normal([tasks.size(0), Channels, Side, Side]) * deviations[tasks] + means[tasks];
                norm(samples, tasks).Dispose();
                errors.Add((running() - balanced).square().mean().sqrt().item<float>());
            }

            endTask();
        }

        return Outcome.Counted(errors[^1], errors);
    }
}
