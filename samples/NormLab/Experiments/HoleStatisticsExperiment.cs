using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using TorchSharp;
using static TorchSharp.torch;

namespace NormLabSample.Experiments;

/// <summary>Region norm: what fills a hole does not matter to the pixels around it.</summary>
internal sealed class HoleStatisticsExperiment() : Experiment(
    "24-hole-statistics", "Random features with a hole in the middle that is filled with a constant: mean and deviation of the pixels around it after the norm, and how much they change with the filling.", seeds: 2)
{
    private static readonly double[] Fillings = [0, 1, 5];

    public override IReadOnlyList<Method> Methods { get; } =
        [.. from isRegion in (bool[])[true, false] from filling in Fillings select new Method(Named(isRegion, filling), job => Run(job, isRegion, filling))];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        .. Fillings.Select(filling => new Ordering(
            $"{Named(true, filling)}: mean 0 and deviation 1, whatever fills it", [.. ((string[])["mean", "deviation", "change"]).Select(what => $"{Named(true, filling)}, {what}")],
            means => Math.Abs(means[0]) < 1e-3 && Math.Abs(means[1] - 1) < 1e-3 && means[2] < 1e-5)),
        new("batch norm: filled with 5, the mean is off by over 0.4 and the deviation below 0.6", [$"{Named(false, 5)}, mean", $"{Named(false, 5)}, deviation"], means => means[0] < -0.4 && means[1] < 0.6),
    ];

    private static string Named(bool isRegion, double filling) => FormattableString.Invariant($"{(isRegion ? "region norm" : "batch norm")}, hole of {filling}");

    private static Outcome Run(Job job, bool isRegion, double filling)
    {
        const long count = 8, channels = 16, side = 32;
        job.Stop.ThrowIfCancellationRequested();
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var features = randomness.Normal([count, channels, side, side]);
        var mask = zeros(count, 1, side, side);
        mask.narrow(2, side / 4, side / 2).narrow(3, side / 4, side / 2).fill_(1);
        using var batchNorm = torch.nn.FusedBatchNorm2d(channels);
        using var regionNorm = torch.nn.RegionNormB(channels);
        var outside = Around(filling);
        return Outcome.Measured([("mean", outside.mean().item<float>()), ("deviation", outside.std(unbiased: false).item<float>()), ("change", (outside - Around(filling + 1)).abs().max().item<float>())]);

        Tensor Around(double value)
        {
            var filled = features * (1 - mask) + mask * value;
            return (isRegion ? regionNorm.call(filled, mask) : batchNorm.call(filled)).masked_select(mask.eq(0).expand_as(features));
        }
    }
}
