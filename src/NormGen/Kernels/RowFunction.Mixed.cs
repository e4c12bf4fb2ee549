using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <content>Elements of different types.</content>
public static unsafe partial class RowFunction<TKernel>
{
    /// <summary>Tensors of elements in the type that they have together; where autograd watches, it takes gradients back to their own types.</summary>
    private static void ConvertElements(ScalarType type, nint* handles, ref Temporaries temporaries)
    {
        for (var i = 0; i < Shape.Inputs.Length; i++)
        {
            if (!Shape.Inputs[i].IsLike(Shape.Inputs[0]) || (ScalarType)TorchNative.THSTensor_type(handles[i]) == type) continue;
            handles[i] = temporaries.Keep(Geometry.Converted(handles[i], type));
            // A result takes its memory, and then that is copied: no other copy may be in between.
            if (Inplace?.Tensor == i && TorchNative.THSTensor_is_contiguous(handles[i]) == 0) handles[i] = temporaries.Keep(Geometry.Check(TorchNative.THSTensor_contiguous(handles[i])));
        }
    }

    /// <summary>Where elements have different types: results in the types of eager code; what overwrites a tensor of a shorter type is copied there.</summary>
    private static void FinishMixed(ScalarType computed, ScalarType[] types, ReadOnlySpan<Tensor> tensors, nint* handles, nint* outputs)
    {
        for (var i = 0; i < Shape.Outputs.Length; i++)
        {
            if (Inplace?.Result == i)
            {
                if (handles[Inplace.Tensor] == tensors[Inplace.Tensor].Handle) continue;
                using var result = Tensor.UnsafeCreateTensor(Geometry.Check(TorchNative.THSTensor_alias(outputs[i])));
                tensors[Inplace.Tensor].copy_(result); // returns the target itself
            }
            else if (types[i] != computed)
            {
                var converted = Geometry.Converted(outputs[i], types[i]);
                TorchNative.THSTensor_dispose(outputs[i]);
                outputs[i] = converted;
            }
        }
    }
}
