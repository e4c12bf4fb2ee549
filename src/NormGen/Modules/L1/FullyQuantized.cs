using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// A norm all of whose ends are of few bits: input and result are rounded to the nearest, the gradient of the result and that of the input at random; the gradients of gain and offset come from the rounded gradient of the result and stay as they are.
/// </summary>
/// <remarks>
/// Guo, Liu et al., Towards Accurate and Efficient Sub-8-Bit Integer Training, 2024, arXiv 2411.10948. Meant for <see cref="L1LayerNorm"/> and <see cref="L1BatchNorm2d"/>, which tolerate it better than norms with a square; any norm works. Scales are those of whole tensors (see <see cref="Quantizers"/>).
/// The numbers of a call follow from <see cref="seed"/> and from how many training calls were made before it, which is counted and not saved.
/// </remarks>
public sealed class FullyQuantized : nn.Module<Tensor, Tensor>
{
    /// <summary>Wraps a norm, which is its only submodule: <c>norm</c>.</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="activationBits">The bits of input and result, 2 to 16.</param>
    /// <param name="gradientBits">The bits of both gradients, 2 to 16.</param>
    /// <param name="seed">Where random numbers begin, between -2^52 and 2^52 (exclusive).</param>
    public FullyQuantized(nn.Module<Tensor, Tensor> norm, int activationBits = 8, int gradientBits = 8, long seed = 0)
        : base(nameof(FullyQuantized))
    {
        ArgumentNullException.ThrowIfNull(norm);
        Quantizers.Levels(activationBits, nameof(activationBits));
        Quantizers.Levels(gradientBits, nameof(gradientBits));
        if (Math.Abs((double)seed) >= 1L << 52) throw new ArgumentOutOfRangeException(nameof(seed), seed, "seed lies between -2^52 and 2^52 (exclusive): calls are counted from it.");
        (this.norm, this.activationBits, this.gradientBits, this.seed) = (norm, activationBits, gradientBits, seed);
        RegisterComponents();
    }

    /// <summary>The norm inside.</summary>
    [field: ComponentName(Name = nameof(norm))]
    public nn.Module<Tensor, Tensor> norm { get; }

    /// <summary>The bits of input and result.</summary>
    public int activationBits { get; }

    /// <summary>The bits of the gradients of result and input.</summary>
    public int gradientBits { get; }

    /// <summary>Where the random numbers of the next training call begin: each call takes two seeds.</summary>
    public long seed { get; private set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var (ofResult, ofInput) = (seed, seed + 1);
        var result = Apply(norm, input, activationBits, y => Quantizers.QuantizedGradient(y, gradientBits, ofResult), x => Quantizers.QuantizedGradient(x, gradientBits, ofInput));
        if (training) seed += 2;
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>The norm between its quantizers, those of gradients given.</summary>
    internal static Tensor Apply(nn.Module<Tensor, Tensor> norm, Tensor input, int activationBits, Func<Tensor, Tensor> gradientOfResult, Func<Tensor, Tensor> gradientOfInput)
        => gradientOfResult(Quantizers.Nearest(norm.call(Quantizers.Nearest(gradientOfInput(input), activationBits)), activationBits));
}
