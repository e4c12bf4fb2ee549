using NormGen.Kernels.Native;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>Checks that only updates need: what is overwritten must not be shared, nor be watched by autograd.</summary>
internal static unsafe class UpdateChecks
{
    /// <summary>The axes that the rows of an update run over.</summary>
    internal static int LeadingAxes(in Geometry geometry) => geometry.Dimensions >= 2 ? 1 : 0;

    /// <summary>As torch has it for operations in place.</summary>
    internal static void CheckGradients(string kernel, KernelInput[] inputs, ReadOnlySpan<Tensor> tensors)
    {
        if (TorchNative.THSAutograd_isGradEnabled() == 0) return;
        for (var i = 0; i < tensors.Length; i++)
        {
            if (inputs[i].Updated && TorchNative.THSTensor_requires_grad(tensors[i].Handle) != 0)
                throw new InvalidOperationException($"{kernel}: '{inputs[i].Name}' requires a gradient and would be updated in place; call it under torch.no_grad().");
        }
    }

    /// <summary>An updated tensor must not share memory with another operand: some of its elements would be read after they were written.</summary>
    internal static void CheckOverlap(UpdateKernelShape shape, Operand* operands, in Geometry geometry)
    {
        for (var i = 0; i < shape.Inputs.Length; i++)
        {
            if (shape.Inputs[i].Updated) CheckOverlap(shape.Name, shape.Inputs, i, operands, geometry);
        }
    }

    /// <summary>The checks of a call whose elements have different types, on the tensors as they were given: those that are converted share no memory any more.</summary>
    internal static void CheckMixed(UpdateKernelShape shape, ReadOnlySpan<Tensor> tensors, Geometry geometry)
    {
        var inputs = shape.Inputs;
        var operands = stackalloc Operand[inputs.Length];
        var none = new Temporaries(null); // what is writable is read where it is
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!inputs[i].Updated || !inputs[i].IsLike(inputs[0])) continue;
            geometry.Type = tensors[i].dtype;
            for (var j = 0; j < inputs.Length; j++)
                operands[j] = inputs[j].IsLike(inputs[0]) && tensors[j].dtype == geometry.Type && OperandReader.IsWritable(tensors[j].Handle, geometry, LeadingAxes(geometry)) ? OperandReader.Read(tensors[j].Handle, geometry, LeadingAxes(geometry), ref none) : default;
            if (operands[i].Data != null) CheckOverlap(shape.Name, inputs, i, operands, geometry);
        }
    }

    /// <summary>As the other overload, for one tensor.</summary>
    internal static void CheckOverlap(string kernel, KernelInput[] inputs, int updated, Operand* operands, in Geometry geometry)
    {
        if (geometry.Rows * geometry.RowLength == 0) return;
        for (var j = 0; j < inputs.Length; j++)
        {
            if (j == updated || !Overlap(operands[updated], inputs[updated].Axes, operands[j], inputs[j].Axes, geometry)) continue;
            throw new ArgumentException($"{kernel}: '{inputs[updated].Name}' is updated in place and shares memory with '{inputs[j].Name}'.", inputs[updated].Name);
        }
    }

    private static bool Overlap(Operand a, KernelAxes aAxes, Operand b, KernelAxes bAxes, in Geometry geometry)
    {
        if (a.Data >= End(b, geometry, bAxes) || b.Data >= End(a, geometry, aAxes)) return false;
        if (aAxes != geometry.Axes || bAxes != geometry.Axes || a.Stride != b.Stride || a.Stride <= 0) return true;
        // Halves of the same rows lie between each other.
        var bytes = (nint)(geometry.RowLength * geometry.ElementSize);
        var apart = (((nint)b.Data - (nint)a.Data) % a.Stride + a.Stride) % a.Stride;
        return apart < bytes || a.Stride - apart < bytes;
    }

    /// <summary>Writes numbers of the computed type into a tensor of any type and strides.</summary>
    internal static void Write(Tensor target, void* values, in Geometry geometry, KernelAxes axes)
    {
        var handle = geometry.NewTensor(axes, geometry.ComputedType);
        System.Runtime.InteropServices.NativeMemory.Copy(values, TorchNative.THSTensor_data(handle), (nuint)(geometry.Length(axes) * ElementTypes.Size(geometry.ComputedType)));
        using var source = Tensor.UnsafeCreateTensor(handle);
        using var noGradients = no_grad();
        target.copy_(source); // returns target itself
    }

    /// <summary>As the other overload, into a tensor that autograd has saved: where the type allows it, without making a new version of it.</summary>
    internal static void Write(nint target, void* values, in Geometry geometry, KernelAxes axes)
    {
        if ((ScalarType)TorchNative.THSTensor_type(target) == geometry.ComputedType && TorchNative.THSTensor_is_contiguous(target) != 0)
        {
            System.Runtime.InteropServices.NativeMemory.Copy(values, TorchNative.THSTensor_data(target), (nuint)(geometry.Length(axes) * ElementTypes.Size(geometry.ComputedType)));
            return;
        }
        using var tensor = Tensor.UnsafeCreateTensor(Geometry.Check(TorchNative.THSTensor_alias(target)));
        Write(tensor, values, geometry, axes);
    }

    private static byte* End(Operand operand, in Geometry geometry, KernelAxes axes)
        => operand.Data + (axes == geometry.Axes ? ((geometry.Rows - 1) * operand.Stride) + (geometry.RowLength * geometry.ElementSize) : geometry.Length(axes) * ElementTypes.Size(geometry.ComputedType));
}
