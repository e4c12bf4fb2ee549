using LaboratorySample.Experiments;
using LaboratorySample.Runs;
using NormGen.Objectives;
using static TorchSharp.torch;

namespace OptimizerLabSample.Experiments;

/// <summary>Normalized gradient descent of logistic models: the paper's table of step counts, which is exact.</summary>
internal sealed class LogisticExperiment() : Experiment("11-normalized-lr", "Two classes, one sample of a thousand on the other side, the worst case: steps until they are separated.", seeds: 1)
{
    private static readonly (bool Normalized, double Gamma, int Steps)[] Table = [(true, 100, 2), (true, 10, 2), (true, 1, 16), (true, 0.1, 157), (false, 100, 308), (false, 10, 729), (false, 1, 7313)];

    public override IReadOnlyList<Method> Methods { get; } =
    [
        .. Table.Select(row => new Method(Named(row.Normalized, row.Gamma), job => Run(job, new LogisticRegressionGD(row.Gamma, row.Normalized, job.StepsOr(10_000))))),
        new("normalized batch perceptron", job => Run(job, new BatchPerceptron(normalized: true))), new("batch perceptron", job => Run(job, new BatchPerceptron(normalized: false))), new("perceptron", job => Run(job, new Perceptron())),
    ];

    public override IReadOnlyList<Ordering> Orderings { get; } =
    [
        .. Table.Select(row => new Ordering($"{Named(row.Normalized, row.Gamma)} in {row.Steps} steps", [Named(row.Normalized, row.Gamma)], means => means[0] == row.Steps)),
        new("batch perceptron in 301 steps, normalized and plain perceptron in 2", ["batch perceptron", "normalized batch perceptron", "perceptron"], means => means is [301, 2, 2]),
    ];

    private static string Named(bool normalized, double gamma) => FormattableString.Invariant($"{(normalized ? "normalized" : "plain")}, gamma {gamma}");

    private static Outcome Run(Job job, SeparationTrainer trainer)
    {
        using var scope = NewDisposeScope();
        using var owned = trainer;
        var (samples, labels) = (tensor(new[,] { { -0.5, -1.0 } }).repeat(1000, 1), ones(1000, float64).neg());
        samples[0, 0] = tensor(0.5, float64);
        labels[0] = tensor(1.0, float64);
        return Outcome.Counted(trainer.Fit(samples, labels, cancellation: job.Stop).Iterations);
    }
}
