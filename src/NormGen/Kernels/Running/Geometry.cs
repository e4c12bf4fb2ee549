using NormGen.Kernels.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>The shape that the operands of a call share, seen as rows of features.</summary>
internal unsafe struct Geometry
{
    internal const int MostDimensions = 24;

    internal long Rows;

    /// <summary>The numbers that lie together: a row, or each channel or group of it.</summary>
    internal long Features;

    /// <summary>The channels of a row, 1 where there are none.</summary>
    internal long Channels;

    /// <summary>The groups of a row, 1 where there are none.</summary>
    internal long Groups;

    internal KernelAxes Axes;
    internal int Dimensions;
    internal ScalarType Type;
    internal fixed long Sizes[MostDimensions];

    /// <summary>Whether rows are the first dimension alone, or one.</summary>
    private bool isParameter;

    internal readonly int ElementSize => ElementTypes.Size(Type);

    /// <summary>The type that kernels compute in.</summary>
    internal readonly ScalarType ComputedType => ElementTypes.Computed(Type);

    internal readonly long Bytes => Rows * RowLength * ElementSize;

    /// <summary>The parts of a row that lie one after the other.</summary>
    internal readonly long Parts => (Axes & KernelAxes.Channels) != 0 ? Channels : Groups;

    /// <summary>The numbers of a row.</summary>
    internal readonly long RowLength => Parts * Features;

    /// <summary>Whether kernels exist for the tensor: a floating-point type, in the main memory.</summary>
    internal static bool IsSupported(nint tensor)
        => TorchNative.THSTensor_device_type(tensor) == (int)DeviceType.CPU && ElementTypes.IsSupported((ScalarType)TorchNative.THSTensor_type(tensor));

    /// <summary>The shape of a tensor with the axes of a kernel: <c>[.., features]</c>, <c>[.., groups · features]</c>, <c>[rows, channels, ..]</c>.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="axes">The axes.</param>
    /// <param name="groups">How many groups there are.</param>
    /// <remarks>Groups that do not divide the channels leave <see cref="Features"/> (or <see cref="Channels"/>) rounded down: <see cref="ArgumentChecks"/> refuses them.</remarks>
    internal static Geometry Of(nint tensor, KernelAxes axes, long groups)
    {
        var result = ReadSizes(tensor);
        result.Axes = axes;
        result.Groups = (axes & KernelAxes.Groups) != 0 ? Math.Max(groups, 1) : 1;
        result.Channels = result.Rows = result.Features = 1;
        if ((axes & KernelAxes.Channels) != 0)
        {
            result.Rows = result.Dimensions > 0 ? result.Sizes[0] : 0;
            result.Channels = result.Dimensions > 1 ? result.Sizes[1] : 0;
            for (var i = 2; i < result.Dimensions; i++) result.Features *= result.Sizes[i];
            return result;
        }

        result.Features = result.Dimensions == 0 ? 0 : result.Sizes[result.Dimensions - 1] / result.Groups;
        for (var i = 0; i < result.Dimensions - 1; i++) result.Rows *= result.Sizes[i];
        return result;
    }

    /// <summary>The shape <c>[size(0), rest]</c> of a tensor; one axis is one row.</summary>
    internal static Geometry OfParameter(nint tensor)
    {
        var result = ReadSizes(tensor);
        result.Axes = KernelAxes.Elements;
        result.Channels = result.Groups = 1;
        result.isParameter = true;
        result.Rows = result.Dimensions >= 2 ? result.Sizes[0] : 1;
        result.Features = 1;
        for (var i = result.Dimensions >= 2 ? 1 : 0; i < result.Dimensions; i++) result.Features *= result.Sizes[i];
        return result;
    }

    /// <summary>Whether a tensor has this shape.</summary>
    internal readonly bool Matches(nint tensor)
    {
        if (TorchNative.THSTensor_ndimension(tensor) != Dimensions) return false;
        for (var i = 0; i < Dimensions; i++)
        {
            if (TorchNative.THSTensor_size(tensor, i) != Sizes[i]) return false;
        }
        return true;
    }

    /// <summary>A new tensor of this shape, its content undefined; the handle belongs to the caller.</summary>
    internal nint NewTensor()
    {
        fixed (long* sizes = Sizes) return Check(TorchNative.THSTensor_empty(sizes, Dimensions, (sbyte)Type, (int)DeviceType.CPU, -1, 0));
    }

    /// <summary>How many numbers vary over some axes.</summary>
    internal readonly long Length(KernelAxes axes)
    {
        var length = (axes & KernelAxes.Channels) != 0 ? Channels : (axes & KernelAxes.Groups) != 0 ? Groups : 1;
        if ((axes & KernelAxes.Rows) != 0) length *= Rows;
        return (axes & KernelAxes.Features) != 0 ? length * Features : length;
    }

    /// <summary>The sizes of a tensor that varies over some axes; returns how many there are.</summary>
    internal readonly int SizesOf(KernelAxes axes, Span<long> sizes)
    {
        var count = 0;
        var overChannels = (Axes & KernelAxes.Channels) != 0;
        var leading = overChannels ? 1 : Dimensions - 1;
        if ((axes & KernelAxes.Rows) != 0 && isParameter) sizes[count++] = Rows;
        else if ((axes & KernelAxes.Rows) != 0)
            for (var i = 0; i < leading; i++) sizes[count++] = Sizes[i];
        if ((axes & KernelAxes.Channels) != 0) sizes[count++] = Channels;
        else if (overChannels && (axes & KernelAxes.Elements) == KernelAxes.Elements) sizes[count++] = 1;
        else if ((axes & KernelAxes.Groups) != 0 && (axes & KernelAxes.Features) == 0) sizes[count++] = Groups;
        if ((axes & KernelAxes.Features) == 0) return count;
        if (!overChannels) sizes[count++] = (axes & KernelAxes.Groups) != 0 ? Groups * Features : Features;
        else for (var i = 2; i < Dimensions; i++) sizes[count++] = Sizes[i];
        return count;
    }

    /// <summary>A new tensor that varies over some axes, its content undefined; the handle belongs to the caller.</summary>
    internal readonly nint NewTensor(KernelAxes axes, ScalarType type)
    {
        Span<long> room = stackalloc long[MostDimensions];
        var count = SizesOf(axes, room);
        fixed (long* sizes = room) return Check(TorchNative.THSTensor_empty(sizes, count, (sbyte)type, (int)DeviceType.CPU, -1, 0));
    }

    /// <summary>Whether a tensor has the sizes of some axes.</summary>
    internal readonly bool Matches(nint tensor, KernelAxes axes)
    {
        Span<long> sizes = stackalloc long[MostDimensions];
        var count = SizesOf(axes, sizes);
        if (TorchNative.THSTensor_ndimension(tensor) != count) return false;
        for (var i = 0; i < count; i++)
            if (TorchNative.THSTensor_size(tensor, i) != sizes[i]) return false;
        return true;
    }

    /// <summary>A copy of a tensor in another type; the handle belongs to the caller.</summary>
    internal static nint Converted(nint tensor, ScalarType type) => Check(TorchNative.THSTensor_to_type(tensor, (sbyte)type, 0, 0));

    /// <summary>A handle that a native call returned, or the exception it recorded.</summary>
    internal static nint Check(nint handle)
    {
        if (handle == 0) CheckForErrors();
        return handle != 0 ? handle : throw new InvalidOperationException("The native library returned no tensor and no error.");
    }

    private static Geometry ReadSizes(nint tensor)
    {
        var result = new Geometry { Dimensions = (int)TorchNative.THSTensor_ndimension(tensor), Type = (ScalarType)TorchNative.THSTensor_type(tensor) };
        if (result.Dimensions > MostDimensions) throw new ArgumentException($"Kernels take tensors of up to {MostDimensions} dimensions; this one has {result.Dimensions}.");
        for (var i = 0; i < result.Dimensions; i++) result.Sizes[i] = TorchNative.THSTensor_size(tensor, i);
        return result;
    }
}
