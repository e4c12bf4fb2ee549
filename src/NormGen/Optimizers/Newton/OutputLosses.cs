using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary><c>mu · log Σ exp(u / mu)</c> over all outputs u.</summary>
/// <param name="mu">The smoothing, above zero.</param>
/// <param name="majorant">Whether D is <c>diag(p) / mu</c> in place of <c>(diag(p) - p pᵀ) / mu</c>, p the softmax of <c>u / mu</c>: the weighted Gauss-Newton approximation.</param>
public sealed class LogSumExpLoss(double mu = 1, bool majorant = false) : OutputLoss
{
    private readonly double mu = Positive(mu);

    /// <inheritdoc/>
    public override Tensor Value(Tensor outputs) => (outputs / mu).flatten().logsumexp(0) * mu;

    /// <inheritdoc/>
    public override Tensor Curve(Tensor outputs, Tensor directions)
    {
        var (p, v) = ((outputs / mu).flatten().softmax(0), directions.flatten(1));
        var weighted = p * v;
        return (majorant ? weighted : weighted - p * weighted.sum(-1, keepdim: true)).div(mu).view(directions.shape);
    }

    private static double Positive(double mu)
    {
        Hyperparameter.Positive(mu, nameof(mu));
        return mu;
    }
}

/// <summary><c>‖u‖ᵖ / p</c> over all outputs u, p at least 2: equations solved in a power of the Euclidean norm.</summary>
/// <param name="power">The power p.</param>
public sealed class PowerLoss(double power = 2) : OutputLoss
{
    private readonly double power = power >= 2 && double.IsFinite(power) ? power : throw new ArgumentOutOfRangeException(nameof(power), power, FormattableString.Invariant($"power is {power}, but it must be a finite number of at least 2."));

    /// <inheritdoc/>
    public override Tensor Value(Tensor outputs) => outputs.square().sum().pow(power / 2) / power;

    /// <inheritdoc/>
    /// <remarks><c>D = ‖u‖^(p-2) · 1 + (p - 2) ‖u‖^(p-4) · u uᵀ</c></remarks>
    public override Tensor Curve(Tensor outputs, Tensor directions)
    {
        var (norm, u, v) = (Norm(outputs), outputs.flatten(), directions.flatten(1));
        var (alpha, _) = RankOne(outputs)!.Value;
        return (v * Math.Pow(norm, power - 2) + (v * u).sum(-1, keepdim: true) * u * alpha).view(directions.shape);
    }

    /// <inheritdoc/>
    /// <remarks><c>(p - 2) ‖u‖^(p-4)</c> and u. Where u is zero, so is the term.</remarks>
    public override (double Alpha, Tensor Direction)? RankOne(Tensor outputs)
        => (Norm(outputs) is var norm && norm > 0 ? (power - 2) * Math.Pow(norm, power - 4) : 0, outputs);

    private static double Norm(Tensor outputs) => outputs.to(ScalarType.Float64).norm().item<double>();
}

/// <summary>The mean of squared differences to a target, as <c>nn.functional.mse_loss</c> has it.</summary>
/// <param name="target">The target, of the shape of the outputs.</param>
public sealed class SquaredErrorLoss(Tensor target) : OutputLoss
{
    private readonly Tensor target = target ?? throw new ArgumentNullException(nameof(target));

    /// <inheritdoc/>
    public override Tensor Value(Tensor outputs) => nn.functional.mse_loss(outputs, target);

    /// <inheritdoc/>
    public override Tensor Curve(Tensor outputs, Tensor directions) => directions * (2.0 / outputs.numel());
}

/// <summary>The mean cross entropy of logits <c>[samples, classes]</c>.</summary>
/// <param name="labels">The class of each sample, int64 <c>[samples]</c>.</param>
/// <param name="majorant">Whether D is <c>diag(p)</c> in place of <c>diag(p) - p pᵀ</c>, which is the Fisher information.</param>
public sealed class CrossEntropyOutputLoss(Tensor labels, bool majorant = false) : OutputLoss
{
    private readonly Tensor labels = labels ?? throw new ArgumentNullException(nameof(labels));

    /// <inheritdoc/>
    public override Tensor Value(Tensor outputs) => nn.functional.cross_entropy(outputs, labels);

    /// <inheritdoc/>
    public override Tensor Curve(Tensor outputs, Tensor directions)
    {
        var p = outputs.softmax(-1);
        var weighted = p * directions;
        return (majorant ? weighted : weighted - p * weighted.sum(-1, keepdim: true)) / outputs.size(0);
    }
}

/// <summary>The mean logistic loss <c>log(1 + exp(-y u))</c>.</summary>
/// <param name="labels">+1 or -1 for each output.</param>
public sealed class LogisticOutputLoss(Tensor labels) : OutputLoss
{
    private readonly Tensor labels = labels ?? throw new ArgumentNullException(nameof(labels));

    /// <inheritdoc/>
    public override Tensor Value(Tensor outputs) => nn.functional.logsigmoid(outputs * labels).mean().neg();

    /// <inheritdoc/>
    public override Tensor Curve(Tensor outputs, Tensor directions) => directions * (outputs.sigmoid() * outputs.neg().sigmoid() / outputs.numel());
}
