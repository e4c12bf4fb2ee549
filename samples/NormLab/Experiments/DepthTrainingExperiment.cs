using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using NormLabSample.Models;
using NormLabSample.Problems;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>Residual scales: what a deep stack without norms learns.</summary>
internal sealed class DepthTrainingExperiment() : Experiment("18-depth-training", "100 residual blocks of width 24 without norms, SGD with momentum at 0.03, 200 steps: loss on the points of training, accuracy on others.", seeds: 2)
{
    private const int Width = 24, Depth = 100, Steps = 200;

    public override IReadOnlyList<Method> Methods { get; } = [.. Enum.GetValues<BranchScale>().Select(scale => new Method($"{scale}", job => Run(job, scale)))];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        new("a factor of one does not survive", [$"{BranchScale.One}, loss"], means => !double.IsFinite(means[0])),
        new("one over the root of n has less than half the loss of one over n", [$"{BranchScale.InverseSqrtDepth}, loss", $"{BranchScale.InverseDepth}, loss"], means => means[0] < 0.5 * means[1]),
    ];

    private static Outcome Run(Job job, BranchScale scale)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var problem = new ProductSigns(randomness);
        using Sequential model = Sequential(
        [
            randomness.Drawn(Linear(ProductSigns.Features, Width)), .. Enumerable.Range(0, Depth).Select(_ => new ScaledBlock(Width, scale, Depth, randomness)), randomness.Drawn(Linear(Width, ProductSigns.Classes)),
        ]);
        using var optimizer = torch.optim.SGD(model, 0.03, momentum: 0.9, fused: true);
        return Training.Run(job, optimizer, job.StepsOr(Steps), _ => problem.BatchLoss(model), () =>
        {
            var (loss, accuracy) = problem.Measure(model);
            return [("loss", loss), ("accuracy", accuracy)];
        }).WithoutSteps();
    }
}
