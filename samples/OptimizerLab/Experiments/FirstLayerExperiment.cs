using LaboratorySample.Experiments;
using OptimizerLabSample.Problems;

namespace OptimizerLabSample.Experiments;

/// <summary>TrAct: the gradient of a first layer.</summary>
internal sealed class FirstLayerExperiment() : Experiment("09-tract", "Small images of changing contrast, Adam: loss on the images after 150 steps.", seeds: 3)
{
    private static readonly double[] Rates = [3e-3, 1e-2];

    public override IReadOnlyList<Method> Methods { get; } = [.. Rates.SelectMany(lr => new[] { true, false }.Select(tract => new Method(Named(tract, lr), job => ContrastRun.Run(job, tract, lr))))];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        Ordering.Below(Named(true, 1e-2), Named(false, 1e-2)),
        new("TrAct at its best rate < plain at its best rate", [.. Rates.Select(lr => Named(true, lr)), .. Rates.Select(lr => Named(false, lr))], means => means[..Rates.Length].Min() < means[Rates.Length..].Min()),
    ];

    private static string Named(bool tract, double lr) => FormattableString.Invariant($"{(tract ? "TrAct" : "plain")}, lr {lr}");
}
