using LaboratorySample.Runs;
using NormGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OptimizerLabSample.Problems;

/// <summary>A student learns a teacher of its own shape, 24-48-48-6 with tanh and without biases, from inputs whose variance falls as i^-3 along random directions and is 1 on average; batches of 64, warm-up over a twentieth, then half a cosine; measured is the error on 1024 fresh inputs.</summary>
internal static class TeacherStudentRun
{
    private const int Features = 24, Width = 48, Outputs = 6, Batch = 64, Fresh = 1024, Steps = 400;

    /// <summary>One run; every matrix has the role of a hidden one.</summary>
    /// <param name="job">Which.</param>
    /// <param name="create">Makes the optimizer over the matrices.</param>
    public static Outcome Run(Job job, Func<IEnumerable<(ParameterRole role, string name, Parameter parameter)>, OptimizerHelper> create)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        using Sequential teacher = randomness.Drawn(Network()), student = randomness.Drawn(Network());
        using (no_grad())
        {
            foreach (var parameter in teacher.parameters()) parameter.mul_(3);
        }

        var turn = linalg.qr(randomness.Normal([Features, Features])).Q;
        var deviations = arange(1, Features + 1, ScalarType.Float32).pow(-1.5);
        var spread = (deviations / deviations.square().mean().sqrt()).unsqueeze(1) * turn;
        var held = randomness.Normal([Fresh, Features]).mm(spread);
        using var optimizer = create([.. student.named_parameters().Select(pair => (ParameterRole.Matrix, pair.name, pair.parameter))]);
        return Training.Run(job, optimizer, job.StepsOr(Steps), _ => Error(randomness.Normal([Batch, Features]).mm(spread)), () => [("", Error(held).item<float>())], new(0.05, 0.02));

        Tensor Error(Tensor inputs) => (student.call(inputs) - teacher.call(inputs).detach()).square().mean();
    }

    private static Sequential Network() => Sequential(Linear(Features, Width, hasBias: false), Tanh(), Linear(Width, Width, hasBias: false), Tanh(), Linear(Width, Outputs, hasBias: false));
}
