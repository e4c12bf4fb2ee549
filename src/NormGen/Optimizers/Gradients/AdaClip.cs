using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>AdaClip, alone: elements of a gradient above a running maximum of its largest element are scaled down, so that the largest becomes that maximum. For any optimizer; <see cref="StableSPAM"/> has it inside.</summary>
/// <remarks>
/// Huang et al., Stable-SPAM: How to Train in 4-Bit More Stably than 16-Bit Adam, 2025, arXiv 2502.17055. For each tensor <c>m = gamma3 · m + (1 - gamma3) · max|g|</c>, <c>T = m / (1 - gamma3^t)</c>, and where <c>|g| &gt; T</c>, <c>g = g · T / max|g|</c>.
/// The first step clips nothing, signs stay. The gradient is read once, and read and written once more only in a step that clips.
/// </remarks>
public sealed class AdaClip : GradientTransform
{
    /// <summary>AdaClip over some parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gamma3">Decay of the running maximum.</param>
    /// <exception cref="ArgumentException">An argument does not fit.</exception>
    public AdaClip(IEnumerable<Parameter> parameters, double gamma3 = 0.999)
        : base(parameters, 1)
    {
        Hyperparameter.Decay(gamma3, nameof(gamma3));
        this.gamma3 = gamma3;
    }

    /// <summary>Decay of the running maximum.</summary>
    public double gamma3 { get; }

    /// <summary>The next running maximum, and by it the threshold and what elements above it are multiplied by; where nothing is above, an infinite threshold.</summary>
    internal static (double Next, double Threshold, double Shrink) Clip(double running, double gamma3, double step, double largest)
    {
        var next = gamma3 * running + (1 - gamma3) * largest;
        var threshold = next / (1 - Math.Pow(gamma3, step));
        return largest > threshold ? (next, threshold, threshold / largest) : (next, double.PositiveInfinity, 1);
    }

    private protected override void Change(Tensor gradient, GradientSize size, Span<double> own, long step)
    {
        (own[0], var threshold, var shrink) = Clip(own[0], gamma3, step, size.Largest);
        if (shrink != 1) GradientUpdates.Clip(gradient, threshold, shrink);
    }
}
