using System.Collections.Concurrent;
using NormGen.Kernels.Native;

namespace NormGen.Kernels.Autograd;

internal sealed unsafe partial class BackwardNode
{
    private const int MostPooled = 1024;

    // A node's callbacks are function pointers of its own, which cost microseconds to make: nodes that the graph has let go are used again.
    private static readonly ConcurrentStack<BackwardNode> pool = new();
    private static int pooled;

    // Nothing managed refers to a node that is part of a graph, only native code by its function pointers: this keeps all of them.
    private static readonly ConcurrentDictionary<BackwardNode, bool> alive = new();

    [ThreadStatic]
    private static BackwardNode? lastReturned;

    private readonly List<(int Thread, nint Tensor)> returned = [];

    /// <summary>Gives back a node that <see cref="Attach"/> was not called on. From that call on the graph gives it back, also where it fails: given back twice, it would serve two calls at once.</summary>
    internal void Abandon() => Recycle();

    private static BackwardNode New()
    {
        var node = new BackwardNode();
        alive.TryAdd(node, true);
        return node;
    }

    private static BackwardNode? TakePooled()
    {
        if (!pool.TryPop(out var node)) return null;
        Interlocked.Decrement(ref pooled);
        return node;
    }

    /// <summary>Called when the last tensor that leads to the node is gone, on whatever thread let it go.</summary>
    private void Deleted()
    {
        try
        {
            TorchNative.THSAutograd_CSharpNode_disposeWeakPtr(handle);
            handle = default;
            Recycle();
        }
        catch (Exception e)
        {
            BackwardFailure.Report(e);
        }
    }

    private void Recycle()
    {
        for (var i = 0; i < saved.Length; i++)
        {
            var variable = saved[i];
            saved[i] = 0;
            if (variable != 0) TorchNative.THSAutograd_SavedVariable_dispose(variable);
        }
        ReleaseReturned(anyThread: true);
        formula = null;
        ownGradients = null;
        if (Volatile.Read(ref pooled) >= MostPooled)
        {
            alive.TryRemove(this, out _);
            return;
        }
        Interlocked.Increment(ref pooled);
        pool.Push(this);
    }

    /// <summary>
    /// Keeps gradients that are handed to the engine until it has taken its own references, which is certain at this thread's next
    /// call into a kernel, or when the graph goes.
    /// </summary>
    private void KeepReturned(nint* tensors, int count)
    {
        lock (returned)
        {
            for (var i = 0; i < count; i++)
            {
                if (tensors[i] != 0) returned.Add((Environment.CurrentManagedThreadId, tensors[i]));
            }
        }
        lastReturned = this;
    }

    private static void ReleaseReturnedOfThread()
    {
        var node = lastReturned;
        lastReturned = null;
        node?.ReleaseReturned(anyThread: false);
    }

    private void ReleaseReturned(bool anyThread)
    {
        while (TakeReturned(anyThread) is not 0 and var tensor) TorchNative.THSTensor_dispose(tensor);
    }

    /// <summary>Takes one out of the list before it is disposed: the graph of a gradient that is differentiable itself may hold the last that leads to this node, which then comes back here. 0 where none is left.</summary>
    private nint TakeReturned(bool anyThread)
    {
        lock (returned)
        {
            for (var i = returned.Count - 1; i >= 0; i--)
            {
                if (!anyThread && returned[i].Thread != Environment.CurrentManagedThreadId) continue;
                var tensor = returned[i].Tensor;
                returned.RemoveAt(i);
                return tensor;
            }
        }

        return 0;
    }
}
