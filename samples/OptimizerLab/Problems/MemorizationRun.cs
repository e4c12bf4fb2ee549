using LaboratorySample.Runs;
using NormGen;
using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OptimizerLabSample.Problems;

/// <summary>How a network is kept able to learn.</summary>
internal enum Plasticity
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A layer norm before each nonlinearity.</summary>
    LayerNorm,

    /// <summary>The same with weights brought back to their norm after every step.</summary>
    NormalizeAndProject,
}

/// <summary>Random labels of the same points, drawn anew for each task, learned one task after the other with one optimizer. 200 points of 16 numbers, 10 classes, a network 16-64-64-10, batches of 50, Adam.</summary>
internal static class MemorizationRun
{
    private const int Points = 200, Features = 16, Classes = 10, Width = 64, Batch = 50, Tasks = 6, StepsOfTask = 200, Few = 2;

    /// <summary>One run; measured is the mean accuracy on the batches of the first and the last tasks, before the step that each batch makes.</summary>
    /// <param name="job">Which.</param>
    /// <param name="plasticity">How the network is kept able to learn.</param>
    /// <param name="lr">Adam's rate.</param>
    public static Outcome Run(Job job, Plasticity plasticity, double lr)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var points = randomness.Normal([Points, Features]);
        using var model = randomness.Drawn(Network(plasticity != Plasticity.None));
        using OptimizerHelper adam = torch.optim.AdamW(model, lr, weight_decay: 0, fused: true);
        using var optimizer = plasticity == Plasticity.NormalizeAndProject ? new ProjectedOptimizer(adam, model, project_output: true) : adam;
        var steps = job.Steps is { } all ? Math.Max(1, all / Tasks) : StepsOfTask;
        var (labels, right) = (zeros(Points, int64), new double[Tasks]);
        return Training.Run(job, optimizer, Tasks * steps, step =>
        {
            if (step % steps == 0) labels.copy_(randomness.Whole(Classes, Points));
            var batch = randomness.Some(Batch, Points);
            var (scores, wanted) = (model.call(points[batch]), labels[batch]);
            right[step / steps] += scores.detach().argmax(1).eq(wanted).sum().item<long>() / (double)(steps * Batch);
            return functional.cross_entropy(scores, wanted);
        }, () => [("last tasks", right[^Few..].Average()), ("first tasks", right[..Few].Average())]);
    }

    private static Sequential Network(bool isNormalized) => isNormalized
        ? Sequential(Linear(Features, Width, hasBias: false), torch.nn.NormalizedReLU(Width), Linear(Width, Width, hasBias: false), torch.nn.NormalizedReLU(Width), Linear(Width, Classes))
        : Sequential(Linear(Features, Width), ReLU(), Linear(Width, Width), ReLU(), Linear(Width, Classes));
}
