using NormGen.Kernels.Native;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>Finds the rows of a tensor in memory. Strides are walked where rows are whole and evenly spaced; anything else is copied first.</summary>
internal static unsafe class OperandReader
{
    /// <summary>The rows of a tensor of the call's shape.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">The shape, as rows of features.</param>
    /// <param name="leading">How many leading axes the rows run over.</param>
    /// <param name="temporaries">Keeps a copy, if one is needed.</param>
    internal static Operand Read(nint tensor, in Geometry shape, int leading, ref Temporaries temporaries)
    {
        if (TorchNative.THSTensor_is_contiguous(tensor) != 0) return Rows(tensor, shape, (nint)shape.RowLength);
        if (TryStride(tensor, shape, leading, out var stride)) return Rows(tensor, shape, (nint)stride);
        var copy = temporaries.Keep(Geometry.Check(TorchNative.THSTensor_contiguous(tensor)));
        return Rows(copy, shape, (nint)shape.RowLength);
    }

    /// <summary>A tensor that is small beside the rows and is written, in the type that is computed in.</summary>
    internal static Operand Small(nint tensor, in Geometry shape) => new(TorchNative.THSTensor_data(tensor), 0, (nint)shape.Features * ElementTypes.Size(shape.ComputedType));

    /// <summary>The rows of a tensor that lie one after the other.</summary>
    internal static Operand Rows(nint tensor, in Geometry shape) => Rows(tensor, shape, (nint)shape.RowLength);

    /// <summary>A tensor that is small beside the rows, in the type that is computed in.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="computed">That type.</param>
    /// <param name="temporaries">Keeps a copy, if one is needed.</param>
    internal static Operand ReadSmall(nint tensor, ScalarType computed, ref Temporaries temporaries)
    {
        if ((ScalarType)TorchNative.THSTensor_type(tensor) != computed) tensor = temporaries.Keep(Geometry.Converted(tensor, computed));
        if (TorchNative.THSTensor_is_contiguous(tensor) == 0) tensor = temporaries.Keep(Geometry.Check(TorchNative.THSTensor_contiguous(tensor)));
        return new Operand(TorchNative.THSTensor_data(tensor), 0);
    }

    private static Operand Rows(nint tensor, in Geometry shape, nint stride)
        => new(TorchNative.THSTensor_data(tensor), stride * shape.ElementSize, (nint)shape.Features * shape.ElementSize);

    /// <summary>Whether all elements are one number in memory, as in the gradient of a sum.</summary>
    internal static bool IsOneNumber(nint tensor, in Geometry shape)
    {
        for (var i = 0; i < shape.Dimensions; i++)
        {
            if (shape.Sizes[i] > 1 && TorchNative.THSTensor_stride(tensor, i) != 0) return false;
        }
        return shape.Rows > 0 && shape.Features > 0;
    }

    /// <summary>Whether rows can be written where they lie: none of them overlap.</summary>
    internal static bool IsWritable(nint tensor, in Geometry shape, int leading)
        => TorchNative.THSTensor_is_contiguous(tensor) != 0
            || (TryStride(tensor, shape, leading, out var stride) && (shape.Rows <= 1 || stride >= shape.RowLength));

    /// <summary>The distance between rows, if the axes of a row are contiguous and the leading axes fold into one.</summary>
    internal static bool TryStride(nint tensor, in Geometry shape, int leading, out long stride)
    {
        var strides = stackalloc long[shape.Dimensions];
        for (var i = 0; i < shape.Dimensions; i++) strides[i] = TorchNative.THSTensor_stride(tensor, i);
        fixed (long* sizes = shape.Sizes) return Strides.TryFold(new(sizes, shape.Dimensions), new(strides, shape.Dimensions), leading, out stride);
    }
}
