using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>One mask in the sizes of all feature maps that need it: each size is made once, by nearest neighbour, and shared.</summary>
/// <remarks>The source of a pixel is <c>floor(i · maskHeight / height)</c>, as in the authors' code; a small hole may vanish. The pyramid owns the resized masks until it is disposed; the mask it was made from stays the caller's.</remarks>
/// <example><code>using var masks = new MaskPyramid(mask); x = norm1.call(x, masks.For(x)); ... x = norm2.call(x, masks.For(x));</code></example>
public sealed class MaskPyramid : IDisposable
{
    private readonly Tensor mask;
    private readonly Dictionary<(long Height, long Width, ScalarType Type, DeviceType Device, int Index), Tensor> levels = [];

    /// <summary>Makes the pyramid; no level yet.</summary>
    /// <param name="mask">The mask <c>[batch, 1, height, width]</c>, one in the foreground (the hole) and zero in the background, Bool or floating-point.</param>
    /// <exception cref="ArgumentException">The mask has another shape or type.</exception>
    public MaskPyramid(Tensor mask)
    {
        RegionArguments.CheckMask(mask);
        this.mask = mask.detach().DetachFromDisposeScope();
    }

    /// <summary>How many sizes have been made.</summary>
    public int Levels => levels.Count;

    /// <summary>The mask in the size, type and on the device of a feature map.</summary>
    /// <param name="features">The feature map <c>[batch, channels, height, width]</c>.</param>
    /// <returns>A mask <c>[batch, 1, height, width]</c> that the pyramid owns.</returns>
    /// <exception cref="ArgumentException">The feature map has another number of dimensions or samples.</exception>
    public Tensor For(Tensor features)
    {
        RegionArguments.CheckPair(features, mask, nameof(features));
        var key = (features.size(2), features.size(3), features.dtype, features.device_type, features.device_index);
        if (!levels.TryGetValue(key, out var level)) levels[key] = level = RegionArguments.Resized(mask, features).DetachFromDisposeScope();
        return level;
    }

    /// <summary>Disposes all sizes.</summary>
    public void Dispose()
    {
        mask.Dispose();
        foreach (var level in levels.Values) level.Dispose();
        levels.Clear();
    }
}
