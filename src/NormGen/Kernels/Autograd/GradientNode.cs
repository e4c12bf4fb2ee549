using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using NormGen.Kernels.Native;
using NormGen.Kernels.Running;
using static TorchSharp.torch;

namespace NormGen.Kernels.Autograd;

/// <summary>
/// The identity on a leaf, as a node of the autograd graph that keeps the leaf's gradient for itself: backward hands it over as soon as all parts of it have arrived, and nothing is accumulated.
/// The leaf itself becomes the node's output, so that whoever reads it, native code too, computes on through the node. <see cref="Release"/> makes it a leaf again.
/// </summary>
internal sealed unsafe class GradientNode
{
    // The graph refers to a node by its function pointers only: this keeps those that are part of a graph.
    private static readonly ConcurrentDictionary<GradientNode, bool> Alive = new();

    private readonly Action<Tensor> receive;
    private readonly ApplyCallback apply;
    private readonly DeletedCallback deleted;
    private NodeHandle handle;

    private GradientNode(Action<Tensor> receive)
    {
        this.receive = receive;
        apply = Apply;
        deleted = Deleted;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate HandleArray ApplyCallback(nint* gradients, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void DeletedCallback();

    /// <summary>Whether a graph may still run it.</summary>
    public bool IsAlive => Alive.ContainsKey(this);

    /// <summary>Puts a node behind a leaf.</summary>
    /// <param name="leaf">A leaf that requires a gradient and is no view.</param>
    /// <param name="anchor">Any other leaf that requires a gradient: without an edge to one, backward would not come here.</param>
    /// <param name="receive">Gets the gradient, which is freed afterwards. What it throws ends the backward.</param>
    public static GradientNode Attach(Tensor leaf, Tensor anchor, Action<Tensor> receive)
    {
        var node = new GradientNode(receive);
        Alive.TryAdd(node, true);
        node.handle = TorchNative.THSAutograd_CSharpNode_ctor(Marshal.GetFunctionPointerForDelegate(node.apply), Marshal.GetFunctionPointerForDelegate(node.deleted));
        if (node.handle.Strong == 0)
        {
            Alive.TryRemove(node, out _);
            CheckForErrors();
            throw new InvalidOperationException("The native library made no node of the autograd graph and gave no error.");
        }

        try
        {
            // The very tensor, not a copy of it: its edge into the graph is what changes.
            var (input, output) = (anchor.Handle, leaf.Handle);
            TorchNative.THSAutograd_CSharpNode_setNextEdges(node.handle, new HandleArray(&input, 1), 1);
            TorchNative.THSAutograd_Function_wrapOutputs(default, default, default, new HandleArray(&output, 1), node.handle, &NativeArrays.Allocate);
            CheckForErrors();
            TorchNative.THSTensor_dispose(NativeArrays.Current[0]);
        }
        finally
        {
            TorchNative.THSAutograd_CSharpNode_disposeSharedPtr(node.handle);
        }

        GC.KeepAlive(anchor);
        GC.KeepAlive(leaf);
        return node;
    }

    /// <summary>Makes a tensor that a node stands behind a leaf again.</summary>
    public static void Release(Tensor leaf)
    {
        leaf.detach_();
        leaf.requires_grad = true;
    }

    private HandleArray Apply(nint* gradients, int count)
    {
        try
        {
            if (count > 0 && gradients[0] != 0)
            {
                using var gradient = Tensor.UnsafeCreateTensor(Geometry.Check(TorchNative.THSTensor_alias(gradients[0])));
                receive(gradient);
            }

            var results = NativeArrays.Current;
            results[0] = 0;
            return new HandleArray(results, 1);
        }
        catch (Exception e)
        {
            BackwardFailure.Report(e);
            return default;
        }
        finally
        {
            for (var i = 0; i < count; i++)
                if (gradients[i] != 0) TorchNative.THSTensor_dispose(gradients[i]);
        }
    }

    private void Deleted()
    {
        try
        {
            TorchNative.THSAutograd_CSharpNode_disposeWeakPtr(handle);
            Alive.TryRemove(this, out _);
        }
        catch (Exception e)
        {
            BackwardFailure.Report(e);
        }
    }
}
