using LaboratorySample.Experiments;
using NormLabSample.Models;

namespace NormLabSample.Experiments;

/// <summary>Peri-LN: how much the stream grows in training.</summary>
internal sealed class PlacementExperiment() : Experiment(
    "15-peri-ln", "24 residual blocks by Adam: the variance of the stream after the last block over that before the first, before and after 200 steps, and the loss.", seeds: 2, new("block", "trained variance over that before the first, power of ten"))
{
    private static readonly PlacedRun[] Runs = [.. from lr in (double[])[1e-3, 1e-2] from placement in Enum.GetValues<Placement>() select new PlacedRun(placement, lr)];

    public override IReadOnlyList<Method> Methods { get; } =
    [
        .. Runs.Select(run => new Method(run.Name, job => run.Run(job, record => record.Variance, (before, after, loss) =>
        {
            var (initial, trained) = (before[^1] / before[0], after[^1] / after[0]);
            return [("ratio at first", initial), ("ratio trained", trained), ("growth", trained / initial), ("loss", loss)];
        }))),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        new("at 1e-2 Pre-LN grows in training at least twice as much as Peri-LN", [Named(Placement.Pre, "growth"), Named(Placement.Peri, "growth")], means => means[0] >= 2 * means[1]),
        new("Post-LN does not train: loss above 0.6", [Named(Placement.Post, "loss")], means => means[0] > 0.6),
        new("Peri-LN does: loss below 0.3", [Named(Placement.Peri, "loss")], means => means[0] < 0.3),
    ];

    private static string Named(Placement placement, string measure) => $"{new PlacedRun(placement, 1e-2).Name}, {measure}";
}
