using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>EvoNorm with moments of a group of neighbouring channels of one sample: no sample depends on another, there is no running state, and training and evaluation are the same.</summary>
/// <remarks>As in the authors' code, a number of groups that does not divide the channels is lowered by one until it does: 32 groups of 6 channels become 6, 4 groups of 7 channels become 1. <see cref="groups"/> is what came out.</remarks>
public abstract class EvoNorm2dS : EvoNorm2d
{
    private protected EvoNorm2dS(string name, long num_features, long groups, double eps, bool nonlinearity, bool hasSlope, Device? device, ScalarType? dtype)
        : base(name, num_features, eps, nonlinearity, hasSlope, device, dtype)
    {
        NormArguments.CheckCount(groups, nameof(groups));
        this.groups = Math.Min(groups, num_features);
        while (num_features % this.groups != 0) this.groups--;
    }

    /// <summary>The number of groups: the one asked for, or the next smaller one that divides the channels.</summary>
    public long groups { get; }
}

/// <summary>EvoNorm-S0: <c>y = x · sigmoid(v · x) / sqrt(var + eps) · weight + bias</c>, with the variance of the group; see <see cref="EvoNorm2dS"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="groups">How many groups; lowered until it divides the channels.</param>
/// <param name="eps">Added to the variance, inside the root.</param>
/// <param name="nonlinearity">Whether it normalizes and activates; without, <c>y = weight · x + bias</c>.</param>
/// <param name="device">Where the parameters live.</param>
/// <param name="dtype">Their type.</param>
public sealed class EvoNorm2dS0(long num_features, long groups = 32, double eps = 1e-5, bool nonlinearity = true, Device? device = null, ScalarType? dtype = null)
    : EvoNorm2dS(nameof(EvoNorm2dS0), num_features, groups, eps, nonlinearity, hasSlope: true, device, dtype)
{
    private protected override Tensor Evolve(Tensor input, Tensor gain, Tensor offset) => EvoNorms.S0(input, gain, offset, v!, groups, eps);
}

/// <summary>EvoNorm-S1: <c>y = x · sigmoid(x) / sqrt(var + eps) · weight + bias</c>, with the variance of the group; see <see cref="EvoNorm2dS"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="groups">How many groups; lowered until it divides the channels.</param>
/// <param name="eps">Added to the variance, inside the root.</param>
/// <param name="nonlinearity">Whether it normalizes and activates; without, <c>y = weight · x + bias</c>.</param>
/// <param name="device">Where the parameters live.</param>
/// <param name="dtype">Their type.</param>
public sealed class EvoNorm2dS1(long num_features, long groups = 32, double eps = 1e-5, bool nonlinearity = true, Device? device = null, ScalarType? dtype = null)
    : EvoNorm2dS(nameof(EvoNorm2dS1), num_features, groups, eps, nonlinearity, hasSlope: false, device, dtype)
{
    private protected override Tensor Evolve(Tensor input, Tensor gain, Tensor offset) => EvoNorms.S1(input, gain, offset, groups, eps);
}

/// <summary>EvoNorm-S2: <c>y = x · sigmoid(x) / sqrt(mean(x²) + eps) · weight + bias</c>, with the mean over the group; see <see cref="EvoNorm2dS"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="groups">How many groups; lowered until it divides the channels.</param>
/// <param name="eps">Added to the mean square, inside the root.</param>
/// <param name="nonlinearity">Whether it normalizes and activates; without, <c>y = weight · x + bias</c>.</param>
/// <param name="device">Where the parameters live.</param>
/// <param name="dtype">Their type.</param>
public sealed class EvoNorm2dS2(long num_features, long groups = 32, double eps = 1e-5, bool nonlinearity = true, Device? device = null, ScalarType? dtype = null)
    : EvoNorm2dS(nameof(EvoNorm2dS2), num_features, groups, eps, nonlinearity, hasSlope: false, device, dtype)
{
    private protected override Tensor Evolve(Tensor input, Tensor gain, Tensor offset) => EvoNorms.S2(input, gain, offset, groups, eps);
}
