using NormGen.Kernels.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>The shape that the operands of a call share, seen as rows of features.</summary>
internal unsafe struct Geometry
{
    internal const int MostDimensions = 24;

    internal long Rows;
    internal long Features;
    internal int Dimensions;
    internal ScalarType Type;
    internal fixed long Sizes[MostDimensions];

    internal readonly int ElementSize => ElementTypes.Size(Type);

    /// <summary>The type that kernels compute in.</summary>
    internal readonly ScalarType ComputedType => ElementTypes.Computed(Type);

    internal readonly long Bytes => Rows * Features * ElementSize;

    /// <summary>Whether kernels exist for the tensor: a floating-point type, in the main memory.</summary>
    internal static bool IsSupported(nint tensor)
        => TorchNative.THSTensor_device_type(tensor) == (int)DeviceType.CPU && ElementTypes.IsSupported((ScalarType)TorchNative.THSTensor_type(tensor));

    /// <summary>The shape <c>[.., features]</c> of a tensor.</summary>
    internal static Geometry OfRows(nint tensor)
    {
        var result = ReadSizes(tensor);
        result.Features = result.Dimensions == 0 ? 0 : result.Sizes[result.Dimensions - 1];
        result.Rows = 1;
        for (var i = 0; i < result.Dimensions - 1; i++) result.Rows *= result.Sizes[i];
        return result;
    }

    /// <summary>The shape <c>[size(0), rest]</c> of a tensor; one axis is one row.</summary>
    internal static Geometry OfParameter(nint tensor)
    {
        var result = ReadSizes(tensor);
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

    /// <summary>A new tensor <c>[features]</c> of the type that kernels compute in; the handle belongs to the caller.</summary>
    internal nint NewFeatures()
    {
        var size = Features;
        return Check(TorchNative.THSTensor_empty(&size, 1, (sbyte)ComputedType, (int)DeviceType.CPU, -1, 0));
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
