using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen;
using NormGen.Optimizers;
using OptimizerLabSample.Problems;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerLabSample.Experiments;

/// <summary>SinkGD: rows and columns normalized in turn.</summary>
internal sealed class SinkExperiment() : Experiment("03-sinkgd", "The student of a small teacher by SinkGD: error on fresh inputs; and by how much the root mean square of a row is off 1 after so many passes, the largest of three matrices.", seeds: 2)
{
    private const string Own = "SinkGD", Rows = "row normalization", Plain = "SGD";

    public override IReadOnlyList<Method> Methods { get; } =
    [
        new(Own, job => TeacherStudentRun.Run(job, matrices => torch.optim.SinkGD(matrices, lr: 1e-2, matrix_lr_scale: 1))),
        SwanExperiment.RowNormalization(Rows),
        SwanExperiment.Descent(Plain),
        .. new[] { 1, 2, 3, 5, 10 }.Select(passes => new Method(After(passes), job => Outcome.Counted(Deviation(job, passes)))),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } = [Ordering.Below(Own, Rows, Plain), new("rows within 1e-4 of 1 after five passes", [After(5)], means => means[0] < 1e-4)];

    private static string After(int passes) => $"rows off 1 after {passes} pass{(passes == 1 ? "" : "es")}";

    /// <summary>Matrices with rows and columns of very different sizes.</summary>
    private static double Deviation(Job job, int passes)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        return new long[][] { [48, 192], [192, 48], [64, 64] }.Max(shape =>
        {
            var gradient = randomness.Normal(shape, float64) * randomness.Normal([shape[0], 1], float64).exp() * randomness.Normal([1, shape[1]], float64).exp();
            return (MultiNormalization.Sinkhorn(gradient, passes).square().mean([1L]).sqrt() - 1).abs().max().item<double>();
        });
    }
}
