using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>AdaGN, alone: the norm of a gradient is replaced by a smoothed one without unit, about 1. For any optimizer; <see cref="StableSPAM"/> has it inside.</summary>
/// <remarks>
/// Huang et al., Stable-SPAM: How to Train in 4-Bit More Stably than 16-Bit Adam, 2025, arXiv 2502.17055. For each tensor, with <c>n = ‖g‖</c>, <c>m = gamma1 · m + (1 - gamma1) · n</c>, <c>v = gamma2 · v + (1 - gamma2) · n²</c>, and
/// <c>g = g / n · (m / (1 - gamma1^t)) / (√(v / (1 - gamma2^t)) + eps)</c>. The size of gradients does not matter except through eps; zeros stay zeros. The gradient is read twice and written once. Clipping by norm before it does nothing that lasts.
/// </remarks>
public sealed class AdaGN : GradientTransform
{
    /// <summary>AdaGN over some parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gamma1">Decay of the mean of norms.</param>
    /// <param name="gamma2">Decay of the mean of squared norms.</param>
    /// <param name="eps">Added to the root.</param>
    /// <exception cref="ArgumentException">An argument does not fit.</exception>
    public AdaGN(IEnumerable<Parameter> parameters, double gamma1 = 0.7, double gamma2 = 0.9, double eps = 1e-8)
        : base(parameters, 2)
    {
        Hyperparameter.Decay(gamma1, nameof(gamma1));
        Hyperparameter.Decay(gamma2, nameof(gamma2));
        Hyperparameter.NotNegative(eps, nameof(eps));
        (this.gamma1, this.gamma2, this.eps) = (gamma1, gamma2, eps);
    }

    /// <summary>Decay of the mean of norms.</summary>
    public double gamma1 { get; }

    /// <summary>Decay of the mean of squared norms.</summary>
    public double gamma2 { get; }

    /// <summary>Added to the root.</summary>
    public double eps { get; }

    /// <summary>The next running means, and what a gradient is multiplied by.</summary>
    internal static (double Mean, double Square, double Factor) Smooth(double mean, double square, double gamma1, double gamma2, double eps, double step, double norm)
    {
        mean = gamma1 * mean + (1 - gamma1) * norm;
        square = gamma2 * square + (1 - gamma2) * norm * norm;
        var smoothed = mean / (1 - Math.Pow(gamma1, step)) / (Math.Sqrt(square / (1 - Math.Pow(gamma2, step))) + eps);
        return (mean, square, norm > 0 ? smoothed / norm : 1);
    }

    private protected override void Change(Tensor gradient, GradientSize size, Span<double> own, long step)
    {
        (own[0], own[1], var factor) = Smooth(own[0], own[1], gamma1, gamma2, eps, step, size.Norm);
        if (factor != 1) GradientUpdates.Scale(gradient, factor);
    }
}
