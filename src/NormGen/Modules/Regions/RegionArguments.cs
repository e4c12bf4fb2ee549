using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What region normalization asks of masks, each with an error that says what was given and what fits.</summary>
internal static class RegionArguments
{
    public static void CheckMask(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.ndim != 4 || mask.size(1) != 1) throw new ArgumentException($"A mask has the shape [batch, 1, height, width], but got [{string.Join(", ", mask.shape)}].", nameof(mask));
        if (mask.numel() == 0 && mask.size(0) > 0) throw new ArgumentException($"A mask needs at least one pixel, but got [{string.Join(", ", mask.shape)}].", nameof(mask));
        if (mask.dtype is not (ScalarType.Bool or ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16))
            throw new ArgumentException($"A mask is Bool or of a floating-point type, one in the foreground and zero in the background, but got {mask.dtype}.", nameof(mask));
    }

    /// <summary>Checks that features and mask belong together.</summary>
    public static void CheckPair(Tensor features, Tensor mask, string name)
    {
        ArgumentNullException.ThrowIfNull(features, name);
        if (features.ndim != 4) throw new ArgumentException($"A feature map has the shape [batch, channels, height, width], but got [{string.Join(", ", features.shape)}].", name);
        if (features.size(0) != mask.size(0)) throw new ArgumentException($"The mask has {mask.size(0)} samples, but the feature map {features.size(0)}: expand it to the batch.", name);
    }

    /// <summary>The mask in the size, type and on the device of a feature map: a new wrapper in every case.</summary>
    public static Tensor Resized(Tensor mask, Tensor features)
    {
        var (height, width) = (features.size(2), features.size(3));
        using var scope = NewDisposeScope();
        var fitting = mask.detach().to(features.dtype, features.device);
        if (mask.size(2) != height || mask.size(3) != width) fitting = nn.functional.interpolate(fitting, [height, width], mode: InterpolationMode.Nearest);
        return fitting.MoveToOuterDisposeScope();
    }
}
