using LaboratorySample.Runs;
using NormGen;
using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OptimizerLabSample.Problems;

/// <summary>A student learns a teacher of its own shape, 32-64-64-16 with tanh, from 1000 points in batches of 100, its gradients projected to 4 directions that are found anew every 50 steps.</summary>
internal static class LowRankRun
{
    private const int Points = 1000, Batch = 100, Steps = 400;

    /// <summary>One run; measured are the mean squared errors on the points that were trained with and on as many others.</summary>
    /// <param name="job">Which.</param>
    /// <param name="form">How weights are split.</param>
    /// <param name="lr">The rate.</param>
    public static Outcome Run(Job job, WeightNormForm form, double lr)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        Sequential teacher = randomness.Drawn(Network()), student = randomness.Drawn(Network());
        using (no_grad())
        {
            foreach (var parameter in teacher.parameters()) parameter.mul_(3);
        }

        Tensor x = randomness.Normal([Points, 32], float64), held = randomness.Normal([Points, 32], float64), y = teacher.call(x).detach(), heldY = teacher.call(held).detach();
        using var optimizer = torch.optim.GradNormLoRP(student, lr, rank: 4, update_proj_gap: 50, weight_norm: form, all_roles: true);
        return Training.Run(job, optimizer, job.StepsOr(Steps), step =>
        {
            var first = step * Batch % Points;
            return Error(x[first..(first + Batch)], y[first..(first + Batch)]);
        }, () => [("training", Error(x, y).item<double>()), ("validation", Error(held, heldY).item<double>())]);

        Tensor Error(Tensor inputs, Tensor outputs) => (student.call(inputs) - outputs).square().mean();
    }

    private static Sequential Network()
    {
        var network = Sequential(Linear(32, 64), Tanh(), Linear(64, 64), Tanh(), Linear(64, 16));
        network.to(float64);
        return network;
    }
}
