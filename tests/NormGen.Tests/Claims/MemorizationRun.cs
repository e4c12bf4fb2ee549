using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Claims;

/// <summary>How a network is kept able to learn.</summary>
public enum Plasticity
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A layer norm before each nonlinearity.</summary>
    LayerNorm,

    /// <summary>The same with weights brought back to their norm after every step.</summary>
    NormalizeAndProject,
}

/// <summary>
/// The small claim of Normalize-and-Project: random labels of the same points, drawn anew for each task, learned one task after the other with one optimizer. 200 points of 16 numbers, 10 classes, a network 16-64-64-10, batches of 50, Adam.
/// </summary>
internal static class MemorizationRun
{
    private const int Points = 200, Features = 16, Classes = 10, Width = 64, Batch = 50;

    /// <summary>The mean accuracy on the batches of each task, before the step that each batch makes.</summary>
    /// <param name="plasticity">How the network is kept able to learn.</param>
    /// <param name="tasks">The number of tasks.</param>
    /// <param name="steps">The steps of each.</param>
    /// <param name="lr">Adam's rate.</param>
    /// <param name="seed">Draws points, weights, labels and batches.</param>
    public static double[] Accuracies(Plasticity plasticity, int tasks, int steps = 200, double lr = 1e-2, int seed = 0)
    {
        manual_seed(seed);
        using var points = randn(Points, Features);
        using var model = Network(plasticity != Plasticity.None);
        using OptimizerHelper adam = torch.optim.AdamW(model, lr, weight_decay: 0, fused: true);
        using var optimizer = plasticity == Plasticity.NormalizeAndProject ? new ProjectedOptimizer(adam, model, project_output: true) : adam;
        return [.. Enumerable.Range(0, tasks).Select(_ => Task())];

        double Task()
        {
            using var task = NewDisposeScope();
            var (labels, right) = (randint(Classes, Points), zeros(1));
            for (var step = 0; step < steps; step++)
            {
                using var scope = NewDisposeScope();
                var batch = randperm(Points)[..Batch];
                var (x, wanted) = (points[batch], labels[batch]);
                var scores = model.call(x);
                right.add_(scores.detach().argmax(1).eq(wanted).sum());
                optimizer.zero_grad();
                functional.cross_entropy(scores, wanted).backward();
                optimizer.step();
            }

            return right.item<float>() / (steps * Batch);
        }
    }

    private static Sequential Network(bool isNormalized) => isNormalized
        ? Sequential(Linear(Features, Width, hasBias: false), torch.nn.NormalizedReLU(Width), Linear(Width, Width, hasBias: false), torch.nn.NormalizedReLU(Width), Linear(Width, Classes))
        : Sequential(Linear(Features, Width), ReLU(), Linear(Width, Width), ReLU(), Linear(Width, Classes));
}
