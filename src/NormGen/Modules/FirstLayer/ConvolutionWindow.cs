using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What a two-dimensional convolution sees at each position.</summary>
/// <param name="Stride">The distance between positions.</param>
/// <param name="Padding">Zeros on either side.</param>
/// <param name="Dilation">The distance between elements of the kernel.</param>
internal readonly record struct ConvolutionWindow((long Height, long Width) Stride, (long Height, long Width) Padding, (long Height, long Width) Dilation)
{
    /// <summary>Of a layer.</summary>
    /// <exception cref="ArgumentException">The layer has groups, or pads otherwise than with zeros: its Gram matrix is another.</exception>
    public static ConvolutionWindow Of(Conv2d layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer.groups != 1) throw new ArgumentException($"The convolution has {layer.groups} groups, but TrAct is defined for one: its least squares go over all inputs of an output.", nameof(layer));
        if (layer.padding_mode != PaddingModes.Zeros) throw new ArgumentException($"The convolution pads by {layer.padding_mode}, but TrAct pads with zeros: pad the input before the layer.", nameof(layer));
        var padding = layer.padding_type is null or TorchSharp.Padding.Valid ? layer.padding ?? [0, 0] : Same(layer);
        return new(Pair(layer.stride), Pair(padding), Pair(layer.dilation));
    }

    /// <summary>As numbers, for a node of the graph.</summary>
    public double[] ToNumbers() => [Stride.Height, Stride.Width, Padding.Height, Padding.Width, Dilation.Height, Dilation.Width];

    /// <summary>Back from numbers.</summary>
    public static ConvolutionWindow FromNumbers(ReadOnlySpan<double> numbers)
        => new(((long)numbers[0], (long)numbers[1]), ((long)numbers[2], (long)numbers[3]), ((long)numbers[4], (long)numbers[5]));

    /// <summary>The convolution.</summary>
    public Tensor Convolve(Tensor x, Tensor weight, Tensor? bias) => nn.functional.conv2d(x, weight, bias, [Stride.Height, Stride.Width], [Padding.Height, Padding.Width], [Dilation.Height, Dilation.Width]);

    /// <summary>What each position sees, as a column: <c>[batch, in · kernel, positions]</c>.</summary>
    public Tensor Unfold(Tensor x, Tensor weight) => nn.functional.unfold(x, (weight.size(2), weight.size(3)), Dilation, Padding, Stride);

    /// <summary>The gradient of the input: every position gives back to what it saw.</summary>
    public Tensor InputGradient(Tensor gradient, Tensor weight, Tensor x)
    {
        var columns = weight.flatten(1).t().matmul(gradient.flatten(2));
        return nn.functional.fold(columns, (x.size(2), x.size(3)), (weight.size(2), weight.size(3)), Dilation, Padding, Stride);
    }

    private static long[] Same(Conv2d layer)
    {
        var total = layer.kernel_size.Zip(Spread(layer.dilation), (size, dilation) => dilation * (size - 1)).ToArray();
        return total.Any(size => size % 2 != 0)
            ? throw new ArgumentException("The convolution pads one side more than the other, which TrAct does not: pad the input before the layer.", nameof(layer))
            : [.. total.Select(size => size / 2)];
    }

    private static long[] Spread(long[] sizes) => sizes.Length == 1 ? [sizes[0], sizes[0]] : sizes;

    private static (long, long) Pair(long[] sizes) => (sizes[0], sizes[^1]);
}
