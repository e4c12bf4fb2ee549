using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using static TorchSharp.torch;

namespace NormGen.Kernels.Autograd;

/// <content>Results in the memory of an input: where such an input goes in the graph.</content>
internal sealed unsafe partial class BackwardNode
{
    /// <summary>
    /// Behind a node with several results autograd refuses an overwritten tensor that is a view of another. Then the node of the results has the new value as a tensor of its own, and a node more, with one result, takes the tensor's
    /// place in the graph and hands the gradient on.
    /// </summary>
    private void WrapBesideView(nint tensor, nint* outputs, int result)
    {
        // Some outputs lead to this node by now.
        TorchNative.THSAutograd_CSharpNode_clearInputMetadata(handle);
        for (var i = 0; i < outputCount; i++) Detach(ref outputs[i]);
        Wrap(outputs, overwritingOutput: -1);
        var edges = stackalloc nint[2] { tensor, outputs[result] };
        var output = Geometry.Check(TorchNative.THSTensor_alias(tensor));
        try
        {
            Take(default, 0, 0).Attach(edges, 2, 0b10, [], &output, 1, composed: null, &HandOn, inplace: new(Tensor: 0));
        }
        finally
        {
            TorchNative.THSTensor_dispose(output);
        }
    }

    private static void HandOn(BackwardNode node, nint* edges, nint* gradients, nint* made) => made[1] = Geometry.Check(TorchNative.THSTensor_alias(gradients[0]));

    /// <summary>An overwritten tensor that no gradient goes to gets zeros: if it is a part of another, autograd would take none for none of the whole.</summary>
    private void FillOverwritten(nint* gradients, nint* made)
    {
        if (!isOverwriter || made[overwritten] != 0) return;
        using var gradient = Tensor.UnsafeCreateTensor(Geometry.Check(TorchNative.THSTensor_alias(gradients[0])));
        using var zero = zeros(1, gradient.dtype, gradient.device);
        using var all = zero.expand(gradient.shape);
        made[overwritten] = Geometry.Check(TorchNative.THSTensor_alias(all.Handle));
    }

    /// <summary>The inputs as the node's edges, the overwritten one first: where it is a view, autograd takes the first gradient for its.</summary>
    private void SetEdges(nint* inputs)
    {
        var edges = stackalloc nint[inputCount];
        for (var i = 0; i < inputCount; i++) edges[EdgeOf(i)] = inputs[i];
        TorchNative.THSAutograd_CSharpNode_setNextEdges(handle, new HandleArray(edges, inputCount), 1);
    }

    private int EdgeOf(int input) => input > overwritten ? input : input == overwritten ? 0 : input + 1;

    /// <summary>
    /// Keeps a result that the kernel reads. Results lead to this node, which is why it does not keep them alive by keeping these; an overwritten tensor that is a view does not, so that it is kept by its memory and the number of
    /// its version.
    /// </summary>
    private nint SaveResult(nint result)
    {
        if (!isOverwriter) return Geometry.Check(TorchNative.THSAutograd_SavedVariable_ctor(result, handle, 0));
        var values = Geometry.Check(TorchNative.THSTensor_detach(result));
        try
        {
            return Geometry.Check(TorchNative.THSAutograd_SavedVariable_ctor(values, handle, 0));
        }
        finally
        {
            TorchNative.THSTensor_dispose(values);
        }
    }

    /// <summary>Replaces a handle by one to the same memory that no graph leads to.</summary>
    private static void Detach(ref nint tensor)
    {
        var detached = Geometry.Check(TorchNative.THSTensor_detach(tensor));
        TorchNative.THSTensor_dispose(tensor);
        tensor = detached;
    }
}
