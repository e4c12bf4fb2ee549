using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerLabSample.Experiments;

/// <summary>Gradient-normalized Newton: approximations of the Hessian follow the exact one.</summary>
internal sealed class NewtonExperiment() : Experiment("10-gns-newton", "Log-sum-exp of 100 functions of 100 numbers, its optimum at zero, from ones: steps to 1e-6, at most 1000; identity metric.", seeds: 2, axes: new("step", "distance to the optimum, power of ten"))
{
    private const int Size = 100, Most = 1000;
    private const string Exact = "exact", Approximate = "weighted Gauss-Newton", Gradient = "gradient";

    public override IReadOnlyList<Method> Methods { get; } = [Of(Exact, Curvature.Exact), Of(Approximate, Curvature.GaussNewton), Of(Gradient, Curvature.Zero)];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        new("exact <= weighted Gauss-Newton", [Exact, Approximate], means => means[0] <= means[1]),
        new("five times weighted Gauss-Newton < gradient", [Approximate, Gradient], means => 5 * means[0] < means[1]),
    ];

    private static Method Of(string name, Curvature curvature) => new(name, job => Run(job, curvature));

    private static Outcome Run(Job job, Curvature curvature)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var (matrix, offset) = (randomness.Uniform(-1, 1, [Size, Size], float64), randomness.Uniform(-1, 1, [Size], float64));
        // Shifted so that the gradient at zero is zero.
        matrix -= (offset.neg().softmax(0).unsqueeze(1) * matrix).sum([0L], keepdim: true);
        var optimum = offset.neg().logsumexp(0).item<double>();
        Parameter x = new(ones(Size, float64));
        var loss = new LogSumExpLoss(majorant: true);
        var isOfOutputs = curvature == Curvature.GaussNewton;
        using var optimizer = torch.optim.GradNormSmoothNewton([x], curvature, isOfOutputs ? loss : null);
        var gaps = new Gaps(optimum);
        return Outcome.Counted(optimizer.Minimize(isOfOutputs ? Outputs : () => loss.Value(Outputs()), job.StepsOr(Most), optimum: optimum, tolerance: 1e-6, progress: gaps, cancellation: job.Stop).Steps, gaps.Seen);

        Tensor Outputs() => matrix.mv(x) - offset;
    }

    /// <summary>How far above the optimum each step ended, as a power of ten.</summary>
    private sealed class Gaps(double optimum) : IProgress<NewtonStep>
    {
        public List<double> Seen { get; } = [];

        public void Report(NewtonStep value) => Seen.Add(Math.Log10(Math.Max(value.Loss - optimum, 1e-16)));
    }
}
