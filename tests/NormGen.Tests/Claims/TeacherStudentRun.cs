using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Claims;

/// <summary>The small claim of GradNormLoRP: a student learns a teacher of its own shape, 32-64-64-16 with tanh, from 1000 points in batches of 100, its gradients projected to 4 directions that are found anew every 50 steps.</summary>
internal static class TeacherStudentRun
{
    private const int Points = 1000, Batch = 100;

    /// <summary>The mean squared errors at the end, on the points that were trained with and on as many others.</summary>
    /// <param name="form">How weights are split.</param>
    /// <param name="lr">The rate.</param>
    /// <param name="seed">Draws teacher, student and points.</param>
    /// <param name="steps">The steps.</param>
    public static (double Train, double Validation) Losses(WeightNormForm form, double lr, int seed, int steps = 400)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        Sequential teacher = Network(), student = Network();
        using (no_grad())
        {
            foreach (var parameter in teacher.parameters()) parameter.mul_(3);
        }

        Tensor x = randn([Points, 32], ScalarType.Float64), held = randn([Points, 32], ScalarType.Float64), y = teacher.call(x).detach(), heldY = teacher.call(held).detach();
        using var optimizer = torch.optim.GradNormLoRP(student, lr, rank: 4, update_proj_gap: 50, weight_norm: form, all_roles: true);
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            var first = step * Batch % Points;
            optimizer.zero_grad();
            Error(x[first..(first + Batch)], y[first..(first + Batch)]).backward();
            optimizer.step();
        }

        using var noGradients = no_grad();
        return (Error(x, y).item<double>(), Error(held, heldY).item<double>());

        Tensor Error(Tensor inputs, Tensor outputs) => (student.call(inputs) - outputs).square().mean();
    }

    private static Sequential Network()
    {
        var network = Sequential(Linear(32, 64), Tanh(), Linear(64, 64), Tanh(), Linear(64, 16));
        network.to(ScalarType.Float64);
        return network;
    }
}
