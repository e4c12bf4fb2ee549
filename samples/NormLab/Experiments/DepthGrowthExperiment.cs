using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormLabSample.Models;
using static TorchSharp.torch;

namespace NormLabSample.Experiments;

/// <summary>Residual scales: how much a stack without norms grows before training.</summary>
internal sealed class DepthGrowthExperiment() : Experiment(
    "18-depth-growth", "Residual blocks without norms, width 64, before training: the mean square after the last over that before the first.", seeds: 2, new("block", "mean square over that before the first block, power of ten"))
{
    private static readonly int[] Depths = [10, 100, 1000];

    public override IReadOnlyList<Method> Methods { get; } =
        [.. from scale in (BranchScale[])[BranchScale.One, BranchScale.InverseSqrtDepth, BranchScale.InverseDepth] from depth in Depths select new Method(Named(scale, depth), job => Run(job, scale, depth))];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        new("a factor of one explodes: over 100 times with 10 blocks, over 1e20 with 100", [Named(BranchScale.One, 10), Named(BranchScale.One, 100)], means => means[0] > 100 && means[1] > 1e20),
        .. Depths.Select(depth => new Ordering($"one over the root of {depth}: e times, within 20 %", [Named(BranchScale.InverseSqrtDepth, depth)], means => Math.Abs(means[0] / Math.E - 1) < 0.2)),
        .. Depths.Select(depth => new Ordering($"one over {depth}: at most 1.2 times", [Named(BranchScale.InverseDepth, depth)], means => means[0] is > 0.9 and < 1.2)),
    ];

    private static string Named(BranchScale scale, int depth) => $"{scale}, {depth} blocks";

    private static Outcome Run(Job job, BranchScale scale, int depth)
    {
        const long width = 64;
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var x = randomness.Normal([256, width]);
        var (first, ratios) = (x.square().mean(), new List<double>(depth));
        for (var i = 0; i < depth; i++)
        {
            job.Stop.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            using var block = new ScaledBlock(width, scale, depth, randomness);
            x = block.call(x).MoveToOuterDisposeScope();
            ratios.Add((x.square().mean() / first).item<float>());
        }

        return Outcome.Counted(ratios[^1], [.. ratios.Select(Math.Log10)]);
    }
}
