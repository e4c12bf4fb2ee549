using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using NormLabSample.Models;
using NormLabSample.Problems;
using TorchSharp;
using static TorchSharp.torch;

namespace NormLabSample.Experiments;

/// <summary>Peri-LN: how much the stream grows in training.</summary>
internal sealed class PlacementExperiment() : Experiment(
    "15-peri-ln", "24 residual blocks by Adam: the variance of the stream after the last block over that before the first, before and after 200 steps, and the loss.", seeds: 2, new("block", "variance of the stream over that before the first block, after training, power of ten"))
{
    private const int Depth = 24, Steps = 200;
    private static readonly double[] Rates = [1e-3, 1e-2];

    public override IReadOnlyList<Method> Methods { get; } =
        [.. from lr in Rates from placement in Enum.GetValues<Placement>() select new Method(Named(placement, lr), job => Run(job, placement, lr))];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        new("at 1e-2 Pre-LN grows in training at least twice as much as Peri-LN", [Named(Placement.Pre, 1e-2) + ", growth", Named(Placement.Peri, 1e-2) + ", growth"], means => means[0] >= 2 * means[1]),
        new("Post-LN does not train: loss above 0.6", [Named(Placement.Post, 1e-2) + ", loss"], means => means[0] > 0.6),
        new("Peri-LN does: loss below 0.3", [Named(Placement.Peri, 1e-2) + ", loss"], means => means[0] < 0.3),
    ];

    private static string Named(Placement placement, double lr) => FormattableString.Invariant($"{placement}-LN, lr {lr}");

    private static Outcome Run(Job job, Placement placement, double lr)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var problem = new ProductSigns(randomness);
        using var model = new Tower(placement, Depth, randomness);
        using var optimizer = torch.optim.AdamW(model, lr, weight_decay: 0, fused: true);
        var before = model.Variances(problem.Inputs);
        double[] after = [];
        var outcome = Training.Run(job, optimizer, job.StepsOr(Steps), _ => problem.BatchLoss(model), () =>
        {
            after = model.Variances(problem.Inputs);
            var (initial, trained) = (before[^1] / before[0], after[^1] / after[0]);
            return [("ratio at first", initial), ("ratio trained", trained), ("growth", trained / initial), ("loss", problem.Measure(model).Loss)];
        });
        return outcome.WithoutSteps() with { Curve = [.. after[1..].Select(variance => Math.Log10(variance / after[0]))] };
    }
}
