using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Group norm over <c>[batch, channels, ...]</c>: <c>y = (x - mean) · rsqrt(var + eps) · weight + bias</c> with mean and variance of each sample's group of neighbouring channels.
/// A drop-in for TorchSharp's <c>GroupNorm</c>, with PyTorch's arguments, defaults and <c>state_dict</c> keys.
/// </summary>
/// <remarks>
/// Wu and He, Group Normalization, 2018, arXiv 1803.08494. The variance is biased. Training and evaluation are the same, and no sample depends on another.
/// Forward and backward are fused kernels on the CPU, in float32, float64, and bfloat16 and float16 computed in float32 (see <see cref="ChannelNorms.GroupNorm"/>), composed TorchSharp elsewhere.
/// </remarks>
public sealed class FusedGroupNorm : ChannelNorm
{
    /// <summary>Normalizes groups of channels.</summary>
    /// <param name="num_groups">How many groups; they divide the channels. One is layer norm over a whole sample, one for each channel is instance norm.</param>
    /// <param name="num_channels">How many channels.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <param name="affine">Whether it has a learned gain, initialized to one, and offset, initialized to zero.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">The parameters' type.</param>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public FusedGroupNorm(long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null)
        : base(nameof(FusedGroupNorm), num_channels, nameof(num_channels), eps, affine, device, dtype)
    {
        NormArguments.CheckCount(num_groups, nameof(num_groups));
        if (num_channels % num_groups != 0) throw new ArgumentException($"num_groups must divide num_channels, but {num_groups} does not divide {num_channels}.", nameof(num_groups));
        this.num_groups = num_groups;
        this.num_channels = num_channels;
    }

    /// <summary>The number of groups.</summary>
    public long num_groups { get; }

    /// <summary>The number of channels.</summary>
    public long num_channels { get; }

    private protected override (int Fewest, int Most, bool WithoutBatch) Dimensions => (2, int.MaxValue, false);

    private protected override Tensor Normalize(Tensor input)
    {
        if (input.ndim > 2) return affine ? WithAffine(input, (gain, offset) => ChannelNorms.GroupNorm(input, gain, offset, num_groups, eps)) : ChannelNorms.GroupNormWithoutAffine(input, num_groups, eps);
        using var scope = NewDisposeScope();
        return Normalize(input.unsqueeze(-1)).squeeze(-1).MoveToOuterDisposeScope();
    }
}
