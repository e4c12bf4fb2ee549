using NormGen.Kernels.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Kernels.Running;

/// <summary>What a result in the memory of an argument needs: nobody may miss what was there.</summary>
internal static unsafe class InplaceChecks
{
    /// <summary>Refuses a leaf that requires a gradient, and a tensor that backward reads.</summary>
    /// <param name="kernel">The formula's name.</param>
    /// <param name="inplace">What is overwritten.</param>
    /// <param name="names">The names of the tensors.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="needed">Whose gradients are wanted.</param>
    /// <exception cref="InvalidOperationException">Either of them; nothing has been changed.</exception>
    internal static void CheckGradients(string kernel, InplaceResult inplace, string[] names, ReadOnlySpan<Tensor> tensors, ulong needed)
    {
        if (needed == 0) return;
        var (name, reused) = (names[inplace.Tensor], tensors[inplace.Tensor]);
        if (reused.requires_grad && TorchNative.THSTensor_is_leaf(reused.Handle) != 0)
            throw new InvalidOperationException($"{kernel}: '{name}' is a leaf that requires a gradient and would be overwritten in place; call it under torch.no_grad(), or a method without [Inplace].");
        var readers = needed & inplace.Readers;
        if (readers == 0 && !inplace.IsReadAlways) return;
        var what = readers == 0 ? "the new value of a statistic" : $"the gradient of '{names[System.Numerics.BitOperations.TrailingZeroCount(readers)]}'";
        throw new InvalidOperationException($"{kernel}: backward needs '{name}' as it is for {what}, and it would be overwritten in place; call it under torch.no_grad(), or a method without [Inplace].");
    }

    /// <summary>Refuses a tensor whose elements share memory, as after <c>expand</c>.</summary>
    /// <param name="kernel">The formula's name.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="geometry">Its shape.</param>
    /// <exception cref="ArgumentException">It is one; nothing has been changed.</exception>
    internal static void CheckExpanded(string kernel, string name, nint tensor, in Geometry geometry)
    {
        for (var i = 0; i < geometry.Dimensions; i++)
        {
            if (geometry.Sizes[i] > 1 && TorchNative.THSTensor_stride(tensor, i) == 0)
                throw new ArgumentException($"{kernel}: several elements of '{name}' are one number in memory (it is expanded) and cannot be overwritten in place; clone it first.", name);
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
