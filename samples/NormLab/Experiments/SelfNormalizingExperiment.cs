using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using NormLabSample.Problems;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>Self-normalizing nets: they train without norms where ReLU nets need them.</summary>
internal sealed class SelfNormalizingExperiment() : Experiment("19-training", "Eight layers of width 64, SGD at 0.01, 600 steps: loss on the points of training, accuracy on others.", seeds: 2)
{
    private const string Selu = "SELU, LeCun", Relu = "ReLU, He", Normed = "ReLU, He, batch norm";
    private const int Depth = 8, Width = 64, Steps = 600;

    public override IReadOnlyList<Method> Methods { get; } =
    [
        new(Selu, job => Run(job, 1, _ => [torch.nn.FusedSELU()])),
        new(Relu, job => Run(job, 2, _ => [ReLU()])),
        new(Normed, job => Run(job, 2, width => [torch.nn.FusedBatchNorm1d(width), ReLU()])),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } =
        [.. new[] { Relu, Normed }.Select(other => new Ordering($"{Selu} has less than 0.6 of the loss of {other}", [$"{Selu}, loss", $"{other}, loss"], means => means[0] < 0.6 * means[1]))];

    private static Outcome Run(Job job, double variance, Func<long, Module<Tensor, Tensor>[]> between)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var problem = new ProductSigns(randomness);
        using var model = randomness.DrawnByInputs(
            Sequential([.. Enumerable.Range(0, Depth).SelectMany(layer => (Module<Tensor, Tensor>[])[Linear(layer == 0 ? ProductSigns.Features : Width, Width), .. between(Width)]), Linear(Width, ProductSigns.Classes)]), variance);
        using var optimizer = torch.optim.SGD(model, 0.01, fused: true);
        return Training.Run(job, optimizer, job.StepsOr(Steps), _ => problem.BatchLoss(model), () =>
        {
            var (loss, accuracy) = problem.Measure(model);
            return [("loss", loss), ("accuracy", accuracy)];
        }).WithoutSteps();
    }
}
