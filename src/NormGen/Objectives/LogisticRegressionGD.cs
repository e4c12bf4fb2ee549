using NormGen.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Objectives;

/// <summary>Logistic regression of two classes by full-batch gradient descent with a large step, normalized: the step is gamma times an average of <c>y a</c> over the samples, each weighted by how wrong it is.</summary>
/// <remarks>
/// Tyurin, From Logistic Regression to the Perceptron Algorithm, 2024, arXiv 2412.08424:
/// <code>
/// m = y · aᵀθ,   s = 1 / (1 + exp(m))
/// normalized:  θ = θ + gamma Σ w y a,   w = s / Σ s = softmax(-softplus(m))
/// plain:       θ = θ + gamma Σ s y a / n
/// </code>
/// It stops when every margin is above zero; the loss is no measure of progress at large steps. With R the longest sample and mu the best margin, the normalized form needs at most <c>R²/mu² + 2 ln(2n-1) / (gamma mu²)</c> updates, the plain one
/// a number that grows with n.
/// </remarks>
/// <param name="gamma">The step; the theory says, the larger the better. The paper tries 0.1 to 100.</param>
/// <param name="normalized">Whether the step is divided by the mean error.</param>
/// <param name="max_iterations">The most updates.</param>
public sealed class LogisticRegressionGD(double gamma = 1, bool normalized = true, int max_iterations = 100_000) : BinaryTrainer(max_iterations)
{
    private readonly double gamma = StepSize.Checked(gamma);

    /// <summary>What the formulas give at the present weights.</summary>
    /// <param name="samples">The samples <c>[samples, features]</c>.</param>
    /// <param name="labels">+1 or -1 for each.</param>
    /// <param name="theta">The weights <c>[features]</c>.</param>
    /// <returns>Loss, gradient, log of beta (0 where it is plain), weights and how many samples have no margin above zero.</returns>
    public LogisticPoint Evaluate(Tensor samples, Tensor labels, Tensor theta)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(theta);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var data = new TrainingData(samples, CheckLabels(labels, samples));
        var margins = Margins(data, Outputs(data, theta));
        return new(
            ErrorWeights.Loss(margins).MoveToOuterDisposeScope(), Sum(data, ErrorWeights.Means(margins)).neg().MoveToOuterDisposeScope(), (normalized ? ErrorWeights.LogBeta(margins) : zeros_like(margins[0])).MoveToOuterDisposeScope(),
            ErrorWeights.Shares(margins).MoveToOuterDisposeScope(), margins.le(0).sum().item<long>());
    }

    private protected override Tensor Weights(Tensor margins) => (normalized ? ErrorWeights.Shares(margins) : ErrorWeights.Means(margins)) * gamma;
}

/// <summary>What the formulas of logistic regression give at a point.</summary>
/// <param name="Loss">The mean logistic loss.</param>
/// <param name="Gradient">Its gradient by the weights.</param>
/// <param name="LogBeta">The log of what the gradient is multiplied by.</param>
/// <param name="Weights">The share of each sample in the normalized step.</param>
/// <param name="Misclassified">How many samples have no margin above zero.</param>
public sealed record LogisticPoint(Tensor Loss, Tensor Gradient, Tensor LogBeta, Tensor Weights, long Misclassified);
