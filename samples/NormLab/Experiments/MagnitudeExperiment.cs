using LaboratorySample.Experiments;
using NormLabSample.Models;

namespace NormLabSample.Experiments;

/// <summary>Peri-LN: how large single elements of the stream become.</summary>
internal sealed class MagnitudeExperiment() : Experiment(
    "15-magnitude", "The same 24 blocks by Adam at 1e-2: the largest magnitude in the stream after the last block over that before the first, before and after 200 steps.", seeds: 2, new("block", "trained maximum over that before the first, power of ten"))
{
    private static readonly PlacedRun[] Runs = [.. ((Placement[])[Placement.Post, Placement.Peri, Placement.Pre]).Select(placement => new PlacedRun(placement, 1e-2))];

    public override IReadOnlyList<Method> Methods { get; } =
    [
        .. Runs.Select(run => new Method(run.Name, job => run.Run(job, record => record.MaxMagnitude, (before, after, _) => [("ratio at first", before[^1] / before[0]), ("ratio trained", after[^1] / after[0])]))),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } =
        [Ordering.BelowInEachSeed([.. Runs.Select(run => $"{run.Name}, ratio trained")])];
}
