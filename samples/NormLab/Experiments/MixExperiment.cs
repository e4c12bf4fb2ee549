using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormLabSample.Models;
using NormLabSample.Problems;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>Mix-LN: how even the gradients of the layers are before training.</summary>
internal sealed class MixExperiment() : Experiment(
    "16-mix-ln", "A decoder before training, a quarter of its layers Post-LN (Mix), none (Pre) or all (Post): the variation of the gradient norms of its layers, and the first quarter's over the last's; the latter of a stack of blocks too.", seeds: 6,
    new("layer", "norm of the gradient over the mean of the layers"))
{
    private static readonly int[] Depths = [12, 24];

    public override IReadOnlyList<Method> Methods { get; } =
    [
        .. from depth in Depths from placement in ((string, double)[])[("Pre", 0), ("Mix", 0.25), ("Post", 1)] select new Method(Named(placement.Item1, depth), job => OfDecoder(job, depth, placement.Item2)),
        .. from depth in Depths from placement in (Placement[])[Placement.Pre, Placement.Post] select new Method(Named($"{placement}, blocks", depth), job => OfTower(job, placement, depth)),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        .. Depths.Select(depth => Ordering.BelowInEachSeed(Named("Mix", depth) + ", variation", Named("Pre", depth) + ", variation")),
        .. Depths.Select(depth => new Ordering($"in {depth} blocks Pre-LN starves the last, Post-LN does so less or the first, in every seed", [Named("Post, blocks", depth) + ", first over last", Named("Pre, blocks", depth) + ", first over last"], values => values[1] > Math.Max(1.3, values[0]), InEachSeed: true)),
    ];

    private static string Named(string placement, int depth) => $"{placement}, {depth}";

    private static Outcome OfDecoder(Job job, int depth, double alpha)
    {
        job.Stop.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        using var model = new MixedDecoder(depth, alpha, randomness);
        var (tokens, targets) = (randomness.Whole(MixedDecoder.Tokens, 256).view(16, 16), randomness.Whole(MixedDecoder.Tokens, 256));
        return Evenness(Recording.Of(model, () => functional.cross_entropy(model.call(tokens).flatten(0, 1), targets)).GradientNorms());
    }

    private static Outcome OfTower(Job job, Placement placement, int depth)
    {
        job.Stop.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var problem = new ProductSigns(randomness);
        using var model = new Tower(placement, depth, randomness, lastVariance: 2);
        return Evenness(Recording.Of(model, () => problem.BatchLoss(model)).GradientNorms());
    }

    private static Outcome Evenness(double[] norms)
    {
        var (mean, quarter) = (norms.Average(), norms.Length / 4);
        return Outcome.Measured([("variation", Math.Sqrt(norms.Average(norm => (norm - mean) * (norm - mean))) / mean), ("first over last", norms[..quarter].Average() / norms[^quarter..].Average())], [.. norms.Select(norm => norm / mean)]);
    }
}
