using NormGen.Kernels.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>What a result in the memory of an argument needs: nobody may miss what was there.</summary>
internal static unsafe class InplaceChecks
{
    /// <summary>Refuses a leaf that requires a gradient, and a tensor that backward reads.</summary>
    /// <param name="shape">The kernel.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="needed">Whose gradients are wanted.</param>
    /// <exception cref="InvalidOperationException">Either of them; nothing has been changed.</exception>
    internal static void CheckGradients(RowKernelShape shape, ReadOnlySpan<Tensor> tensors, ulong needed)
    {
        if (needed == 0) return;
        var (name, reused) = (shape.Inputs[shape.Inplace].Name, tensors[shape.Inplace]);
        if (reused.requires_grad && TorchNative.THSTensor_is_leaf(reused.Handle) != 0)
            throw new InvalidOperationException($"{shape.Name}: '{name}' is a leaf that requires a gradient and would be overwritten in place; call it under torch.no_grad(), or a method without [Inplace].");
        var readers = needed & shape.InplaceReaders;
        if (readers == 0) return;
        var whose = shape.Inputs[System.Numerics.BitOperations.TrailingZeroCount(readers)].Name;
        throw new InvalidOperationException($"{shape.Name}: backward needs '{name}' as it is for the gradient of '{whose}', and it would be overwritten in place; call it under torch.no_grad(), or a method without [Inplace].");
    }

    /// <summary>Refuses a tensor whose elements share memory, as after <c>expand</c>.</summary>
    /// <param name="shape">The kernel.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="geometry">Its shape.</param>
    /// <exception cref="ArgumentException">It is one; nothing has been changed.</exception>
    internal static void CheckExpanded(RowKernelShape shape, nint tensor, in Geometry geometry)
    {
        for (var i = 0; i < geometry.Dimensions; i++)
        {
            if (geometry.Sizes[i] > 1 && TorchNative.THSTensor_stride(tensor, i) == 0)
                throw new ArgumentException($"{shape.Name}: several elements of '{shape.Inputs[shape.Inplace].Name}' are one number in memory (it is expanded) and cannot be overwritten in place; clone it first.", shape.Inputs[shape.Inplace].Name);
        }
    }

    /// <summary>Tells autograd that a tensor was overwritten, so that whoever saved it finds out: a view of none of its elements, changed, counts as a change of the tensor.</summary>
    internal static void Touch(Tensor tensor)
    {
        using var unwatched = no_grad();
        using var nothing = tensor.narrow(0, 0, 0);
        using var same = nothing.zero_();
    }

    /// <summary>Writes values back that were computed elsewhere.</summary>
    internal static void WriteBack(Tensor target, nint values)
    {
        using var unwatched = no_grad();
        using var source = Tensor.UnsafeCreateTensor(Geometry.Check(TorchNative.THSTensor_alias(values)));
        target.copy_(source); // returns target itself
    }
}
