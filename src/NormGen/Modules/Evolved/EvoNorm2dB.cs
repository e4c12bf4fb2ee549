using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>EvoNorm with the variance of the batch: in training that of the batch at hand, in evaluation the running one. Other moments are the sample's own in both.</summary>
/// <remarks>
/// The running variance starts at one and is, by <see cref="RunningVarUnbiased"/>, fed the biased variance of the batch as in the authors' TensorFlow code, or <c>n / (n - 1)</c> times that as in timm. The variance that normalizes is biased in both.
/// timm's eps for B0 is 1e-3. Without nonlinearity nothing is normalized, and the running variance stays as it is.
/// </remarks>
public abstract class EvoNorm2dB : EvoNorm2d
{
    [ComponentName(Name = nameof(running_var))]
    private Tensor? _running_var;

    private protected EvoNorm2dB(string name, long num_features, double eps, double momentum, bool nonlinearity, bool runningVarUnbiased, bool hasSlope, Device? device, ScalarType? dtype)
        : base(name, num_features, eps, nonlinearity, hasSlope, device, dtype)
    {
        this.momentum = momentum;
        RunningVarUnbiased = runningVarUnbiased;
        running_var = ones(num_features, dtype, device);
    }

    /// <summary>The weight of a batch in the running variance.</summary>
    public double momentum
    {
        get;
        set
        {
            NormArguments.CheckMomentum(value);
            field = value;
        }
    }

    /// <summary>Whether the variance that enters the running one is unbiased.</summary>
    public bool RunningVarUnbiased { get; }

    /// <summary>The running variance <c>[num_features]</c>.</summary>
    public Tensor running_var
    {
        get => _running_var!;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(running_var));
            ReplaceBuffer(ref _running_var, value, nameof(running_var));
        }
    }

    /// <summary>Sets the running variance, the gain and the slope to one and the offset to zero.</summary>
    public sealed override void reset_parameters()
    {
        base.reset_parameters();
        nn.init.ones_(_running_var!);
    }

    private protected sealed override Tensor Evolve(Tensor input, Tensor gain, Tensor offset)
    {
        if (!training || input.numel() == 0) return ByRunning(input, gain, offset);
        if (RunningVarUnbiased && input.numel() == num_features)
            throw new ArgumentException($"{GetName()} needs more than one value for each channel in training, because its running variance is unbiased, but got an input [{string.Join(", ", input.shape)}].", nameof(input));
        return ByBatch(input, gain, offset, RunningVarUnbiased ? 1 : 0);
    }

    private protected abstract Tensor ByBatch(Tensor input, Tensor gain, Tensor offset, double correction);

    private protected abstract Tensor ByRunning(Tensor input, Tensor gain, Tensor offset);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _running_var?.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>EvoNorm-B0: <c>y = x / max(sqrt(batch + eps), v · x + sqrt(own + eps)) · weight + bias</c>, with the variances of the batch and of the sample's own channel; see <see cref="EvoNorm2dB"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the variances, inside the roots.</param>
/// <param name="momentum">The weight of a batch in the running variance.</param>
/// <param name="nonlinearity">Whether it normalizes and activates; without, <c>y = weight · x + bias</c>.</param>
/// <param name="runningVarUnbiased">Whether the variance that enters the running one is unbiased, as in timm.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class EvoNorm2dB0(long num_features, double eps = 1e-5, double momentum = 0.1, bool nonlinearity = true, bool runningVarUnbiased = false, Device? device = null, ScalarType? dtype = null)
    : EvoNorm2dB(nameof(EvoNorm2dB0), num_features, eps, momentum, nonlinearity, runningVarUnbiased, hasSlope: true, device, dtype)
{
    private protected override Tensor ByBatch(Tensor input, Tensor gain, Tensor offset, double correction) => EvoNorms.B0(input, gain, offset, v!, running_var, momentum, correction, eps);

    private protected override Tensor ByRunning(Tensor input, Tensor gain, Tensor offset) => EvoNorms.FrozenB0(input, gain, offset, v!, running_var, eps);
}

/// <summary>EvoNorm-B1: <c>y = x / max(sqrt(batch + eps), (x + 1) · sqrt(mean(x²) + eps)) · weight + bias</c>, with the mean over the sample's own channel; see <see cref="EvoNorm2dB"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the moments, inside the roots.</param>
/// <param name="momentum">The weight of a batch in the running variance.</param>
/// <param name="nonlinearity">Whether it normalizes and activates; without, <c>y = weight · x + bias</c>.</param>
/// <param name="runningVarUnbiased">Whether the variance that enters the running one is unbiased, as in timm.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class EvoNorm2dB1(long num_features, double eps = 1e-5, double momentum = 0.1, bool nonlinearity = true, bool runningVarUnbiased = false, Device? device = null, ScalarType? dtype = null)
    : EvoNorm2dB(nameof(EvoNorm2dB1), num_features, eps, momentum, nonlinearity, runningVarUnbiased, hasSlope: false, device, dtype)
{
    private protected override Tensor ByBatch(Tensor input, Tensor gain, Tensor offset, double correction) => EvoNorms.B1(input, gain, offset, running_var, momentum, correction, eps);

    private protected override Tensor ByRunning(Tensor input, Tensor gain, Tensor offset) => EvoNorms.FrozenB1(input, gain, offset, running_var, eps);
}

/// <summary>EvoNorm-B2: <c>y = x / max(sqrt(batch + eps), sqrt(mean(x²) + eps) - x) · weight + bias</c>, with the mean over the sample's own channel; see <see cref="EvoNorm2dB"/>.</summary>
/// <param name="num_features">How many channels.</param>
/// <param name="eps">Added to the moments, inside the roots.</param>
/// <param name="momentum">The weight of a batch in the running variance.</param>
/// <param name="nonlinearity">Whether it normalizes and activates; without, <c>y = weight · x + bias</c>.</param>
/// <param name="runningVarUnbiased">Whether the variance that enters the running one is unbiased, as in timm.</param>
/// <param name="device">Where parameters and statistics live.</param>
/// <param name="dtype">Their type.</param>
public sealed class EvoNorm2dB2(long num_features, double eps = 1e-5, double momentum = 0.1, bool nonlinearity = true, bool runningVarUnbiased = false, Device? device = null, ScalarType? dtype = null)
    : EvoNorm2dB(nameof(EvoNorm2dB2), num_features, eps, momentum, nonlinearity, runningVarUnbiased, hasSlope: false, device, dtype)
{
    private protected override Tensor ByBatch(Tensor input, Tensor gain, Tensor offset, double correction) => EvoNorms.B2(input, gain, offset, running_var, momentum, correction, eps);

    private protected override Tensor ByRunning(Tensor input, Tensor gain, Tensor offset) => EvoNorms.FrozenB2(input, gain, offset, running_var, eps);
}
