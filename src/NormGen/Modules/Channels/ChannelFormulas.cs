using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What the formulas over channels share, over <c>[batch, channels, positions]</c>: it is inlined where they are read.</summary>
internal static class ChannelFormulas
{
    /// <summary>A gain and an offset for each channel.</summary>
    internal static Tensor Affine(Tensor flat, Tensor weight, Tensor bias) => flat * weight.unsqueeze(-1) + bias.unsqueeze(-1);

    /// <summary>Mean zero and variance one.</summary>
    internal static Tensor Standardized(Tensor flat, Tensor mean, Tensor variance, double eps) => (flat - mean) * rsqrt(variance + eps);

    /// <summary>The new value of a running statistic: <paramref name="momentum"/> is the weight of the batch.</summary>
    internal static Tensor Moved(Tensor running, Tensor batch, double momentum) => running * (1 - momentum) + batch.detach() * momentum;
}
