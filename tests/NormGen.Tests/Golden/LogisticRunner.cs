using NormGen.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs of logistic regression with large steps: what holds before each update, and the weights after it.</summary>
internal sealed class LogisticRunner : IGoldenRunner
{
    public string System => "Normalized LR+GD";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 0 && golden.Has("gamma") && golden.Has("normalized") && new[] { "A", "y", "theta0" }.All(golden.Inputs.ContainsKey);

    public string? NotShown(string output) => null;

    // Margins and updates are sums of terms of the size of the step.
    public double Cancelling(GoldenCase golden, string output) => output is "theta" or "loss" ? golden.Number("gamma", 1) : output is "grad" ? 1 : 0;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var (samples, labels) = (golden.Inputs["A"].ToTensor(type), golden.Inputs["y"].ToTensor(type));
        using var trainer = new LogisticRegressionGD(golden.Number("gamma", 1), golden.Flag("normalized", true));
        trainer.load_state_dict(new Dictionary<string, Tensor> { ["theta"] = golden.Inputs["theta0"].ToTensor(type), ["iterations"] = tensor(0L) });
        foreach (var _ in golden.Steps)
        {
            var point = trainer.Evaluate(samples, labels, trainer.Theta!);
            trainer.Step(samples, labels);
            yield return new Dictionary<string, Tensor>
            {
                ["loss"] = point.Loss,
                ["grad"] = point.Gradient,
                ["log_beta"] = point.LogBeta,
                ["weights"] = point.Weights,
                ["misclassified"] = tensor((double)point.Misclassified),
                ["theta"] = trainer.Theta!,
            };
        }
    }
}

/// <summary>Tables of how many updates it takes to separate the samples: <c>iterations_normalized.GAMMA</c>, <c>iterations_plain.GAMMA</c>, and the perceptrons; not a number where the most are not enough.</summary>
internal sealed class SeparationRunner : IGoldenRunner
{
    public string System => "Normalized LR+GD";

    public bool Claims(GoldenCase golden) => golden.Steps.Count == 0 && golden.Has("max_iterations") && golden.Outputs.Keys.All(key => Trainer(key, 1) is not null);

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var (samples, labels) = golden.Inputs.TryGetValue("A", out var given) ? (given.ToTensor(type), golden.Inputs["y"].ToTensor(type)) : WorstCase(type);
        yield return golden.Outputs.Keys.ToDictionary(key => key, key =>
        {
            using var trainer = Trainer(key, (int)golden.Number("max_iterations", 0))!;
            var result = trainer.Fit(samples, labels);
            return tensor(result.IsSeparated ? result.Iterations : double.NaN);
        });
    }

    /// <summary>The data that the file describes in words: one sample against 999 that are alike.</summary>
    private static (Tensor Samples, Tensor Labels) WorstCase(ScalarType type)
    {
        var (samples, labels) = (tensor(new double[,] { { -0.5, -1 } }).repeat(1000, 1).to(type), ones(1000, type).neg());
        samples[0, 0] = tensor(0.5, type);
        labels[0] = tensor(1.0, type);
        return (samples, labels);
    }

    private static SeparationTrainer? Trainer(string key, int most) => key.Split('.', 2) switch
    {
        ["iterations_normalized", var gamma] => new LogisticRegressionGD(double.Parse(gamma, global::System.Globalization.CultureInfo.InvariantCulture), normalized: true, most),
        ["iterations_plain", var gamma] => new LogisticRegressionGD(double.Parse(gamma, global::System.Globalization.CultureInfo.InvariantCulture), normalized: false, most),
        ["iterations_batch_perceptron"] => new BatchPerceptron(normalized: false, most),
        ["iterations_normalized_batch_perceptron"] => new BatchPerceptron(normalized: true, most),
        ["iterations_perceptron_first_index"] => new Perceptron(most),
        _ => null,
    };
}
